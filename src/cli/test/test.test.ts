import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../testing/run.ts';
import { readBaseline, writeBaseline, compareLeaks } from './baseline.ts';
import { writeOverlay } from './hook.ts';
import { readIgnoreFile } from './ignore-file.ts';
import { readTestLeaks } from './read-leaks.ts';
import { listGoArguments, readResult } from './run-go.ts';
import { writeTestReport } from './write-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'parked-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const leaky = `goroutine 7 [chan send (leaked)]:
example.com/shop.Send.func1()
\t/src/shop/shop.go:6 +0x1d
created by example.com/shop.Send in goroutine 6
\t/src/shop/shop.go:5 +0x2a

goroutine 8 [chan receive]:
example.com/shop.Pool.func1()
\t/src/shop/shop.go:16 +0x1d
`;
const options = { ownCode: ['example.com/shop'], ignore: { packs: [], rules: [] } } as const;

async function readSome(dump: string, hasLeakProfile: boolean) {
  const place = mkdtempSync(join(folder, 'profiles-'));
  writeFileSync(join(place, '1.txt'), `example.com/shop\n${folder}\n${dump}`);
  writeFileSync(join(place, '2.txt'), `example.com/shop/quiet\n${folder}\n`);
  writeFileSync(join(place, '3.part'), 'example.com/shop/cut\n');
  return readTestLeaks(place, { ...options, hasLeakProfile });
}

test('only what the leak profile lists is a leak', async () => {
  const { leaks, packages } = await readSome(leaky, true);
  expect(packages).toEqual(['example.com/shop', 'example.com/shop/quiet']);
  expect(leaks.map(({ group, packages: of }) => [group.state, group.count, group.location, of])).toEqual([
    ['chan send', 1, 'shop.go:6', ['example.com/shop']],
  ]);
});

test('without the leak profile every written goroutine is left behind', async () => {
  const { leaks } = await readSome(leaky.replace(' (leaked)', ''), false);
  expect(leaks.map(({ group }) => group.location).sort()).toEqual(['shop.go:16', 'shop.go:6']);
});

test('a baseline keeps known leaks, and names those that are gone', async () => {
  const { leaks } = await readSome(leaky, true);
  const path = join(folder, 'leaks.json');
  await writeBaseline(path, leaks);
  const known = await readBaseline(path);
  const ran = ['example.com/shop'];
  expect(compareLeaks(leaks, known, ran)).toMatchObject({ fresh: [], known: [{}], gone: 0 });
  expect(compareLeaks([], known, ran)).toMatchObject({ fresh: [], known: [], gone: 1 });
  writeFileSync(path, '{"version": 2}');
  await expect(readBaseline(path)).rejects.toThrow('no baseline');
});

test('a leak of a package that did not run is neither gone nor taken out', async () => {
  const { leaks } = await readSome(leaky, true);
  const path = join(folder, 'partly.json');
  await writeBaseline(path, leaks);
  const known = await readBaseline(path);
  expect(compareLeaks([], known, ['example.com/shop/quiet'])).toMatchObject({ gone: 0 });
  await writeBaseline(path, [], known, ['example.com/shop/quiet']);
  expect(await readBaseline(path)).toEqual(known);
  await writeBaseline(path, [], known, ['example.com/shop']);
  expect(await readBaseline(path)).toEqual([]);
});

test('the report has the place, the packages and the cause in every form', async () => {
  const { leaks } = await readSome(leaky, true);
  const report = {
    leaks,
    packages: ['example.com/shop'],
    ignored: 0,
    fresh: leaks,
    known: [],
    gone: 0,
    silent: ['example.com/shop/exits'],
    hasLeakProfile: true,
    goVersion: 'go1.27.0',
    baseline: undefined,
  };
  const terminal = {
    out: async () => undefined,
    error: () => undefined,
    progress: () => undefined,
    milestone: () => undefined,
    version: '1.2.3',
    colour: false,
    width: undefined,
  };
  const text = writeTestReport(report, {}, terminal);
  expect(text).toContain('parked: 1 leak in 1 package, by the leak profile of go1.27.0.');
  expect(text).toContain('Nothing is known of example.com/shop/exits');
  expect(text).toContain('1 in chan send: example.com/shop.Send.func at /src/shop/shop.go:6');
  expect(text).toContain('early-return');
  const markdown = writeTestReport(report, { markdown: true }, terminal);
  expect(markdown).toContain('[early-return](#early-return)');
  expect(markdown).toContain('### early-return');
  const github = writeTestReport(report, { github: true }, terminal);
  expect(github).toMatch(/^::error file=.*shop\.go,line=6,title=1 goroutine in chan send/);
  expect(JSON.parse(writeTestReport(report, { json: true }, terminal))).toMatchObject({
    leaks: [{ location: 'shop.go:6', count: 1 }],
    unknown: ['example.com/shop/exits'],
  });
});

test('flags go before the packages, arguments of the tests behind them, and the cache is not used', () => {
  const flags = ['-race', '-run', 'X', '-args', '-v'];
  expect(listGoArguments('o.json', ['./...'], flags)).toEqual([
    'test',
    '-overlay=o.json',
    '-count=1',
    '-race',
    '-run',
    'X',
    './...',
    '-args',
    '-v',
  ]);
  expect(listGoArguments('o.json', [], ['-count=3'])).toEqual(['test', '-overlay=o.json', '-count=3']);
  expect(() => listGoArguments('o.json', [], ['-overlay=mine.json'])).toThrow('-overlay is taken');
});

test('results of packages that ran are read, and others are not', () => {
  expect(readResult('ok  \texample.com/shop\t0.003s')).toBe('example.com/shop');
  expect(readResult('FAIL\texample.com/shop\t0.003s')).toBe('example.com/shop');
  expect(readResult('FAIL\texample.com/shop [build failed]')).toBeUndefined();
  expect(readResult('?   \texample.com/shop\t[no test files]')).toBeUndefined();
});

test('a package testing that is not as known is named', async () => {
  const root = join(folder, 'go');
  mkdirSync(join(root, 'src/testing'), { recursive: true });
  writeFileSync(join(root, 'src/testing/testing.go'), 'package testing\n');
  await expect(writeOverlay({ root, hasLeakProfile: true }, join(folder, 'overlay'))).rejects.toThrow(
    'it has no "func (m *M) before() {"',
  );
  writeFileSync(
    join(root, 'src/testing/testing.go'),
    'func (m *M) before() {\n}\nfunc (m *M) after() {\n\tm.afterOnce.Do(func() {\n\t\tm.writeProfiles()\n\t})\n}\n',
  );
  const overlay = JSON.parse(
    readFileSync(await writeOverlay({ root, hasLeakProfile: true }, join(folder, 'overlay')), 'utf8'),
  ) as object;
  expect(Object.keys((overlay as { Replace: object }).Replace)).toEqual([join(root, 'src/testing/testing.go')]);
});

test('rules of parked.yaml are checked as those of a data source', async () => {
  const path = join(folder, 'parked.yaml');
  writeFileSync(path, 'url: http://app:6060\nignore:\n  goleak: goleak.IgnoreTopFunction("main.run")\n');
  expect(await readIgnoreFile(path)).toMatchObject({ packs: [], rules: [{ top: 'main.run' }] });
  writeFileSync(path, 'ignore:\n  rules: [{}]\n');
  await expect(readIgnoreFile(path)).rejects.toThrow('ignore.rules[0] has no condition');
  await expect(readIgnoreFile(join(folder, 'missing.yaml'))).rejects.toThrow('cannot be read');
});

test.each([
  [['--update'], '--update needs --baseline FILE.'],
  [['--baseline', join(folder, 'none.json')], 'Write it with --update'],
  [['--json', '--sarif'], 'exclude each other'],
])('%j is wrong usage', async (words, said) => {
  const { status, error } = await run(['test', ...words]);
  expect([status, error]).toEqual([2, expect.stringContaining(said)]);
});
