import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPprofServer } from '../backend/testing/pprof-server.ts';
import { run } from './testing/run.ts';

const recordedFolder = join(__dirname, '../backend/testing/recorded');
const dump = join(recordedFolder, 'goroutine-debug2.txt');
const counts = join(recordedFolder, 'goroutine-debug1.txt');
const samples = join(recordedFolder, 'goroutine-debug0.pb.gz');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function save(name: string, groups: Readonly<Record<string, number>>): string {
  let id = 0;
  const blocks = Object.entries(groups).flatMap(([name, count]) =>
    Array.from({ length: count }, () => `goroutine ${++id} [chan send]:\nmain.${name}(...)\n\t/src/main.go:7 +0x1\n`),
  );
  const path = join(folder, name);
  writeFileSync(path, blocks.join('\n'));
  return path;
}

const pair = () => [
  save('before.txt', { leak: 3, pool: 9, old: 2, calm: 4 }),
  save('after.txt', { leak: 40, pool: 5, fresh: 6, calm: 4 }),
];

const masked = (text: string) => text.replaceAll(folder, '<folder>').replaceAll(recordedFolder, '<recorded>');

async function readJson(...argv: string[]) {
  const { status, out, error } = await run(['diff', '--json', ...argv]);
  expect({ status, error }).toEqual({ status: 0, error: '' });
  return JSON.parse(out) as {
    readonly version: number;
    readonly profiles: readonly Readonly<Record<string, unknown>>[];
    readonly groups: readonly Readonly<Record<string, unknown>>[];
    readonly other: unknown;
    readonly same: unknown;
  };
}

test('the table says what appeared, grew, shrank and went away', async () => {
  expect(masked((await run(['diff', ...pair()])).out)).toMatchSnapshot();
});

test('the ticket has the stacks of the largest changes', async () => {
  expect(masked((await run(['diff', '--markdown', '--limit', '2', ...pair()])).out)).toMatchSnapshot();
});

test('the document has exactly the fields that scripts rely on', async () => {
  const { version, profiles, groups, other, same } = await readJson(...pair());
  expect(version).toBe(1);
  expect(profiles.map((profile) => profile['goroutines'])).toEqual([18, 55]);
  expect(groups[0]).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    state: 'chan send',
    kind: 'grew',
    before: 3,
    after: 40,
    change: 37,
    grade: null,
    leaked: 0,
    function: 'main.leak',
    location: 'main.go:7',
    creator: '',
    wait: { min: 0, max: 0 },
    labels: {},
    frames: [{ function: 'main.leak', file: '/src/main.go', line: 7, own: true }],
  });
  expect(groups.map((group) => group['kind'])).toEqual(['grew', 'appeared', 'shrank', 'went away']);
  expect(other).toEqual({ groups: 0, before: 0, after: 0, change: 0 });
  expect(same).toEqual({ groups: 1, goroutines: 4 });
});

test('changes beyond the limit are summed up', async () => {
  expect((await readJson(...pair(), '--limit', '1')).other).toEqual({ groups: 3, before: 11, after: 11, change: 0 });
});

test.each([dump, counts, samples])('a profile does not differ from itself: %s', async (path) => {
  expect((await readJson(path, path)).groups).toEqual([]);
  expect((await run(['diff', path, path])).out).toContain('Nothing changed.');
});

test('forms compare by fingerprint, and facts that only one has are named', async () => {
  const { groups } = await readJson(dump, samples, '--function', '^main\\.(produce|consume|never|wait)$');
  expect(groups).toEqual([]);
  const { out } = await run(['diff', dump, samples]);
  expect(out).toMatch(/Creators and waits are not compared: .*goroutine-debug0\.pb\.gz \(debug=0\) does not know them/);
});

test('a state that debug=1 leaves open fakes no change', async () => {
  const { out } = await run(['diff', counts, dump, '--function', '^main\\.(produce|consume)$']);
  expect(out).toContain('Nothing changed.');
  expect(out).toMatch(/states of \d+ stacks? are compared as far as debug=1 tells/);
});

test('a debug=0 on the other side tells the states of debug=1', async () => {
  const { out } = await run(['diff', counts, samples, '--function', '^main\\.produce$', '--all']);
  expect(out).toMatch(/same +30 +30 +0 +chan send/);
});

test('groups can be grouped by anything', async () => {
  const { groups } = await readJson(...pair(), '--group-by', 'package');
  expect(groups).toMatchObject([{ kind: 'grew', before: 18, after: 55 }]);
});

test('a URL is compared with a file', async () => {
  const target = await startPprofServer();
  const { profiles } = await readJson(samples, target.url);
  expect(profiles[1]).toMatchObject({ source: `${target.url}/`, format: 'debug=0' });
  await target.close();
});

test('colours are for terminals, or when asked for', async () => {
  const [before, after] = pair() as [string, string];
  const plain = (await run(['diff', before, after])).out;
  expect(plain).not.toContain('\u001b');
  const always = (await run(['diff', before, after, '--color', 'always'])).out;
  expect(always).toContain('\u001b[31mgrew\u001b[0m');
  expect(always.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  expect((await run(['diff', before, after, '--color', 'never'], { colour: true })).out).toBe(plain);
});

describe('the exit status', () => {
  test.each([
    [37, 3],
    [38, 0],
  ])('of --fail-on-growth %d is %d', async (growth, status) => {
    expect((await run(['diff', ...pair(), '--fail-on-growth', String(growth)])).status).toBe(status);
  });

  test.each([
    [[]],
    [[dump]],
    [['-', '-']],
    [[dump, dump, dump]],
    [[dump, dump, '--json', '--markdown']],
    [['http://app:6060', 'http://app:6060']],
    [[dump, samples, '--group-by', 'creator']],
    [[dump, dump, '--fail-on', 'proven']],
  ])('of wrong usage is 2, with a reason: %j', async (argv) => {
    const { status, out, error } = await run(['diff', ...argv]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(error.length).toBeGreaterThan(20);
  });

  test('of a source that cannot be read is 1', async () => {
    const { status, error } = await run(['diff', dump, join(folder, 'missing.txt')]);
    expect(status).toBe(1);
    expect(error).toContain('there is no such file');
  });
});
