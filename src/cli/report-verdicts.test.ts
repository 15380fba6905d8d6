// What a series of profiles lets a report say of leaks, from files as people have them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './testing/run.ts';

// Eighty files a test, on machines that are busy with others.
jest.setTimeout(30_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Document {
  readonly groups: readonly Readonly<Record<string, unknown>>[];
  readonly suspects: readonly (Readonly<Record<string, unknown>> & { readonly evidence: readonly string[] })[];
  readonly diagnoses: readonly { readonly kind: string; readonly text: string; readonly next: string }[];
}

const goroutine = (id: number, state: string, name: string) =>
  `goroutine ${id} [${state}]:\nmain.${name}(...)\n\t/src/main.go:7 +0x1\ncreated by main.main in goroutine 1\n\t/src/main.go:3 +0x1\n\n`;

/** Dumps with these numbers of goroutines. Those of `leak` increase, and those of `pool` stay. */
function saveSeries(counts: readonly number[]): string[] {
  return counts.map((count, index) => {
    const path = join(folder, `dump-${String(index).padStart(3, '0')}.txt`);
    const parked = Array.from({ length: count }, (_, id) => goroutine(100 + id, 'chan send', 'leak'));
    const pool = Array.from({ length: 8 }, (_, id) => goroutine(10 + id, 'chan receive', 'pool'));
    writeFileSync(path, [goroutine(1, 'select', 'main'), ...pool, ...parked].join(''));
    return path;
  });
}

async function report(argv: readonly string[]): Promise<Document> {
  const { out, error } = await run(['report', '--json', ...argv]);
  expect(error).toBe('');
  return JSON.parse(out) as Document;
}

const rising = (length: number) => Array.from({ length }, (_, index) => 5 + index);

describe('a series that is long enough', () => {
  test('names what grows, with proof, price, cause and fix', async () => {
    const { suspects, groups, diagnoses } = await report([...saveSeries(rising(80)), '--interval', '1m']);
    expect(suspects).toMatchObject([
      {
        grade: 'likely',
        function: 'main.leak',
        state: 'chan send',
        count: 84,
        growthPerMinute: expect.closeTo(1, 1),
        // Nobody knows the date.
        since: null,
        costBytes: { low: 84 * 2_700 },
        cause: 'forgotten-receiver',
        fix: expect.any(String),
      },
    ]);
    expect(suspects[0]?.evidence[0]).toMatch(
      /^Rose in 79 of 80 samples .*from 5 to 84 since at least the first profile/,
    );
    expect(groups.find((group) => group['function'] === 'main.leak')).toMatchObject({ change: 79 });
    expect(diagnoses).toEqual([]);
  });

  test('tells it in the table and in the ticket, with the question that prevents the next one', async () => {
    const paths = saveSeries(rising(80));
    const table = await run(['report', ...paths, '--interval', '1m']);
    expect(table.out).toMatch(/\+79 .* likely +chan send +main\.leak/);
    expect(table.out).toMatch(/likely {2}84 × chan send in main\.leak\n {2}Rose in 79 of 80 samples/);
    expect(table.out).toContain('They cost 227 KB at least.');
    const ticket = await run(['report', '--markdown', ...paths, '--interval', '1m']);
    expect(ticket.out).toContain('**likely**: Rose in 79 of 80 samples');
    expect(ticket.out).toContain('**Which event makes this goroutine exit?**');
    expect(ticket.out).toContain('- [ ] ');
  });

  test('fails a build, and only for what was selected', async () => {
    const paths = [...saveSeries(rising(80)), '--interval', '1m'];
    expect((await run(['report', ...paths, '--fail-on', 'likely'])).status).toBe(3);
    expect((await run(['report', ...paths, '--fail-on', 'proven'])).status).toBe(0);
    expect((await run(['report', ...paths, '--fail-on', 'likely', '--function', 'pool'])).status).toBe(0);
    expect((await report([...paths, '--min-grade', 'likely'])).groups).toHaveLength(1);
  });

  test('keeps the verdict where stacks are grouped by something coarser', async () => {
    const { groups, suspects } = await report([...saveSeries(rising(80)), '--interval', '1m', '--group-by', 'package']);
    expect(groups).toHaveLength(1);
    expect(suspects).toMatchObject([{ grade: 'likely', function: 'main.leak' }]);
    const { out } = await run(['report', ...saveSeries(rising(80)), '--interval', '1m', '--group-by', 'package']);
    expect(out.split('\n').slice(3, 6).join('\n')).toContain('likely');
  });

  test('says that nothing grows when nothing does', async () => {
    const { suspects, diagnoses } = await report([...saveSeries(Array<number>(70).fill(30)), '--interval', '1m']);
    expect(suspects).toEqual([]);
    expect(diagnoses).toMatchObject([{ kind: 'level', next: expect.stringContaining('heap profiles') }]);
  });
});

describe('a series that is too short', () => {
  test('says so, what it saw, and what would make it surer', async () => {
    const { suspects, diagnoses } = await report([...saveSeries(rising(10)), '--interval', '5s']);
    expect(suspects).toMatchObject([
      { grade: 'rising', surer: [expect.stringMatching(/^It is judged at/), expect.any(String)] },
    ]);
    expect(diagnoses).toMatchObject([
      {
        kind: 'too-early',
        text: '10 samples over 45 s cannot tell a leak from a busy moment, although 1 stack rose in it without a fall.',
        next: expect.stringContaining('`likely` 60 and an hour'),
      },
    ]);
  });

  test('cannot tell growth without times', async () => {
    const { suspects, diagnoses } = await report(saveSeries(rising(80)));
    expect(suspects).toEqual([]);
    expect(diagnoses).toMatchObject([
      { kind: 'too-early', text: expect.stringContaining('One profile shows who waits') },
    ]);
  });
});

describe('goroutines that exist once, on purpose', () => {
  const onPurpose = goroutine(7, 'select (no cases)', 'keepOpen');

  test('is listed last and fails no build', async () => {
    const path = join(folder, 'once.txt');
    writeFileSync(path, goroutine(1, 'select', 'main') + onPurpose);
    const { status, out } = await run(['report', path, '--fail-on', 'watch', '--json']);
    expect(status).toBe(0);
    expect((JSON.parse(out) as Document).suspects).toMatchObject([{ grade: 'proven', once: true }]);
  });

  test('fails it as soon as there are more', async () => {
    const path = join(folder, 'more.txt');
    writeFileSync(path, goroutine(1, 'select', 'main') + onPurpose + onPurpose.replace('goroutine 7', 'goroutine 8'));
    expect((await run(['report', path, '--fail-on', 'watch'])).status).toBe(3);
  });
});

test('a goroutine that a leak checker lists is proven, and fails a build', async () => {
  const path = join(folder, 'checked.txt');
  writeFileSync(path, `found unexpected goroutines:\n${goroutine(7, 'chan receive', 'ask')}`);
  const { status, out } = await run(['report', path, '--fail-on', 'proven', '--json']);
  expect(status).toBe(3);
  const { suspects } = JSON.parse(out) as Document;
  expect(suspects).toMatchObject([{ grade: 'proven', once: false }]);
  expect(suspects[0]?.evidence).toContain('It is reported as leaked by goleak.');
});

test.each([
  ['a panic', 'panic: boom\n\n'],
  ['a fatal error', 'fatal error: all goroutines are asleep - deadlock!\n\n'],
  ['the timeout of a test', 'panic: test timed out after 1s\n\n'],
])('a process that ended with %s is never told to take more profiles', async (_, head) => {
  const path = join(folder, 'ended.txt');
  writeFileSync(path, head + goroutine(1, 'chan receive', 'main') + goroutine(7, 'select', 'serve'));
  const { out } = await run(['report', path]);
  expect(out).not.toMatch(/too early|Take a series|60 profiles|leak profile/);
});

describe('when goroutines are not what is wrong', () => {
  const many = (count: number, state: string, name: string, from = 100) =>
    Array.from({ length: count }, (_, id) => goroutine(from + id, state, name)).join('');

  test.each([
    [
      'deadlock',
      'SIGQUIT: quit\n\n' +
        goroutine(1, 'chan receive', 'main') +
        goroutine(7, 'sync.Mutex.Lock', 'left') +
        goroutine(8, 'sync.Mutex.Lock', 'right'),
      'wait for one another',
    ],
    [
      'locked',
      goroutine(1, 'select', 'main') + many(20, 'sync.Mutex.Lock', 'put') + many(5, 'IO wait', 'read', 300),
      'wait for locks',
    ],
    ['busy', goroutine(1, 'select', 'main') + many(60, 'runnable', 'spin'), 'CPU profile'],
  ])('says %s, and where to look', async (kind, text, told) => {
    const path = join(folder, 'dump.txt');
    writeFileSync(path, text);
    expect((await report([path])).diagnoses).toMatchObject([{ kind }]);
    const { out } = await run(['report', path]);
    expect(out).toContain(told);
  });
});

describe('a dump, which knows who started what', () => {
  const save = (text: string) => {
    const path = join(folder, 'dump.txt');
    writeFileSync(path, text);
    return path;
  };
  const started =
    'goroutine 1 [select]:\nmain.main()\n\t/src/main.go:3 +0x1\n\n' + goroutine(7, 'chan receive', 'work');

  test('shows it as a tree on request', async () => {
    const path = save(started);
    expect((await run(['report', path])).out).not.toContain('STARTED BY');
    expect((await run(['report', path, '--creators'])).out).toContain('STARTED BY\n1  main.main  (chan receive)\n');
    expect((await run(['report', path, '--creators', '--markdown'])).out).toContain('## Started by');
    const { out } = await run(['report', path, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      creators: [{ roots: [{ function: 'main.main', total: 1 }], original: 1 }],
    });
  });

  test('is needed for that', async () => {
    const path = save('goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.leak+0x1\t/src/main.go:7\n\n');
    const { status, error } = await run(['report', path, '--creators']);
    expect(status).toBe(2);
    expect(error).toContain('only debug=2 knows');
  });

  test('shows who may hold the lock that others wait for, as a guess', async () => {
    const lock = (id: number, line: number) =>
      `goroutine ${id} [sync.Mutex.Lock]:\nsync.(*Mutex).Lock(...)\n\t/go/src/sync/mutex.go:46\nmain.(*store).put(...)\n\t/src/main.go:${line} +0x1\n\n`;
    const holder =
      'goroutine 20 [IO wait]:\nnet.(*conn).Read(...)\n\t/go/src/net/net.go:7\nmain.(*store).put(...)\n\t/src/main.go:19 +0x1\n\n';
    const { out } = await run(['report', save(goroutine(1, 'select', 'main') + lock(7, 16) + lock(8, 16) + holder)]);
    expect(out).toContain('2 goroutines wait for the lock (sync.Mutex.Lock) in main.(*store).put, main.go:16.');
    expect(out).toContain(
      'A guess at who holds it: the one in main.(*store).put, main.go:19, which is past that very call (IO wait).',
    );
  });
});
