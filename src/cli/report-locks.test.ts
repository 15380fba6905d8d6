import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './testing/run.ts';

const programs = join(__dirname, '../../tests/causes');
const recorded = (shape: string) => join(programs, 'recorded/locks/go1.27', `${shape}.txt`);
const report = (shape: string, ...more: readonly string[]) => run(['report', recorded(shape), ...more]);
const source = ['--source', join(programs, 'locks')];

test('the drawing of a circle comes first, and behind it the lines that take and ask, where source is at hand', async () => {
  const { out } = await report('lock-order/two-types', ...source);
  const drawing = out.indexOf('──waits for──');
  expect(drawing).toBeGreaterThan(0);
  expect(out.indexOf('──which closes the circle')).toBeGreaterThan(drawing);
  expect(out).toMatch(/order\.go:\d+ +\w+\.mu\.Lock\(\) {2}\/\/ takes the lock/);
  expect(out).toMatch(/order\.go:\d+ +\w+\.mu\.Lock\(\) {2}\/\/ asks for it/);
  expect((await report('lock-order/two-types')).out).not.toContain('// takes the lock');
});

test('a deadlock is drawn once, at the head, right behind the sentence that tells it', async () => {
  const { out } = await report('lock-order/cache-and-entry');
  const lines = out.split('\n');
  expect(lines.slice(0, 7)).toEqual([
    'Deadlock: 2 goroutines each hold a lock that the next one waits for; 2 goroutines wait.',
    expect.stringMatching(/^ {2}main\.\(\*cache\)\.touch \(daily\.go:\d+, sync\.RWMutex\.Lock\)$/),
    '  ──waits for── the lock of main.(*cache)',
    expect.stringMatching(/^ {2}──held by──── main\.\(\*cache\)\.dump/),
    '  ──waits for── another lock of main.(*cache)',
    expect.stringMatching(/^ {2}──held by──── main\.\(\*cache\)\.refresh/),
    '  ──which closes the circle',
  ]);
  expect(out.split('──which closes the circle')).toHaveLength(2);
  const markdown = (await report('lock-order/cache-and-entry', '--markdown')).out;
  expect(markdown).toMatch(/^# Goroutine report\n\n\*\*Deadlock: .*\*\*\n\n```\nmain\./);
  const { verdicts } = JSON.parse((await report('lock-order/cache-and-entry', '--json')).out) as {
    readonly verdicts: readonly { readonly circle: readonly string[] }[];
  };
  expect(verdicts[0]!.circle).toEqual(lines.slice(1, 7).map((line) => line.slice(2)));
});

async function reportText(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'parked-report-'));
  try {
    writeFileSync(join(folder, 'dump.txt'), text);
    return (await run(['report', join(folder, 'dump.txt')])).out;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inMain = [
  'goroutine 1 [sync.Mutex.Lock]:',
  'internal/sync.(*Mutex).lockSlow(0xc000012340)',
  '\tinternal/sync/mutex.go:149 +0x15d',
  'sync.(*Mutex).Lock(...)',
  '\tsync/mutex.go:46',
  'main.(*Cart).Total(0xc000012340)',
  '\tshop/main.go:10 +0x4a',
  'main.(*Cart).Add(0xc000012340)',
  '\tshop/main.go:11 +0x8f',
  'main.main()',
  '\tshop/main.go:12 +0x1a',
];
const itself = 'main.(*Cart).Add holds the lock of main.(*Cart) and asks for it again, so it waits for itself';

test('a deadlock of the main goroutine alone, which is no suspect, is told with its circle and fix', async () => {
  const fatal = ['fatal error: all goroutines are asleep - deadlock!', '', ...inMain].join('\n');
  const out = await reportText(fatal);
  expect(out.split('\n').slice(1, 4)).toEqual([
    `The runtime found a deadlock: the only goroutine waits. ${itself}.`,
    '  main.(*Cart).Total (main.go:10, sync.Mutex.Lock)',
    '  ──waits for── the lock of main.(*Cart)',
  ]);
  expect(out).toContain('Keep two versions of the inner method');
});

test('a crash whose circle is told by a suspect ends with the fix of the lock, not with advice on synctest', async () => {
  const dump = readFileSync(recorded('lock-order/cache-and-entry'), 'utf8');
  const isStuck = (goroutine: string) => /^goroutine \d+ \[sync\./.test(goroutine);
  const stuck = dump.split('\n\n').filter(isStuck).join('\n\n');
  const out = await reportText(`fatal error: all goroutines are asleep - deadlock!\n\n${stuck}`);
  expect(out).toContain('The runtime found a deadlock');
  expect(out).toContain('Likely cause: lock-order');
  expect(out).not.toContain('synctest');
});

test('a deadlock of the main goroutine shows in a process that goes on, too', async () => {
  const other = ['goroutine 9 [IO wait, 7 minutes]:', 'main.serve(0xc000099990)', '\tshop/main.go:30 +0x1a'];
  const writer = [
    'goroutine 20 [running]:',
    'runtime/pprof.writeGoroutineStacks({0x5c1cf8, 0xc000094038})',
    '\truntime/pprof/pprof.go:764 +0x6a\n',
  ];
  const out = await reportText([inMain, other, writer].map((one) => one.join('\n')).join('\n\n'));
  expect(out).toMatch(/^Deadlock: main\.\(\*Cart\)\.Add holds/);
  expect(out.split(itself)).toHaveLength(2);
});

test('a queue behind a lock is drawn with its suspect, not as a deadlock', async () => {
  const { out } = await report('lock-held-while-waiting/context');
  expect(out).not.toContain('Deadlock');
  expect(out.indexOf('──waits for──')).toBeGreaterThan(out.indexOf('COUNT'));
});

test('a lock that nobody gives back shows the return that lacks its Unlock', async () => {
  const { out } = await report('lock-never-released/handlers', ...source);
  expect(out).toMatch(/more_never\.go:\d+ +return 0, errors\.New\("none"\) {2}\/\/ leaves without Unlock/);
});

test('the lines are in the JSON and in the Markdown as well', async () => {
  const { out } = await report('lock-never-released/handlers', ...source, '--json');
  const { suspects } = JSON.parse(out) as { readonly suspects: readonly { readonly lockLines: readonly object[] }[] };
  expect(suspects[0]!.lockLines).toContainEqual(
    expect.objectContaining({ does: 'leaves', text: 'return 0, errors.New("none")', line: expect.any(Number) }),
  );
  const markdown = (await report('lock-never-released/handlers', ...source, '--markdown')).out;
  expect(markdown).toContain('// leaves without Unlock');
});

test('a folder that lacks the files changes nothing', async () => {
  const without = (await report('lock-order/two-types')).out;
  expect((await report('lock-order/two-types', '--source', join(programs, 'recorded'))).out).toBe(without);
});
