import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startScriptedTarget, type ScriptedTarget } from '../backend/testing/scripted-target.ts';
import { run } from './testing/run.ts';

let target: ScriptedTarget;
beforeEach(async () => {
  target = await startScriptedTarget({ pool: 40 });
});
afterEach(() => target.close());

const quick = ['--every', '1s', '--settle', '1s'];

/** A command that asks the target for `/load`, which then runs `act`. */
function makeLoad(act: () => void): string {
  target.set('/load', (_, response) => {
    act();
    response.end();
  });
  return `"${process.execPath}" -e "require('http').get('${target.url}/load', (answer) => answer.resume())"`;
}

test('goroutines left after the load make the verdict, with status 3', async () => {
  const load = makeLoad(() => target.run({ pool: 40, leak: 25, few: 3 }));
  const { status, out } = await run(['watch', target.url, '--while', load, ...quick, '--json']);
  expect(status).toBe(3);
  const { notes, groups } = JSON.parse(out) as { notes: string[]; groups: { function: string; change: number }[] };
  expect(notes.at(-1)).toMatch(
    /^25 goroutines are left behind in 1 stack: 40 goroutines before, 68 after(, \d+ at most under load)?\.$/,
  );
  expect(groups.map(({ function: name, change }) => [name, change])).toEqual([
    ['main.leak', 25],
    ['main.few', 3],
  ]);
});

test('goroutines that end while the process settles are not left behind', async () => {
  let seen = Infinity;
  const load = makeLoad(() => {
    target.run({ pool: 40, request: 100 });
    seen = target.requests.length;
  });
  // Once it was looked at with the requests under way, they end.
  const ending = setInterval(() => target.requests.length > seen + 1 && target.run({ pool: 40 }), 20);
  const { status, out } = await run(['watch', target.url, '--while', load, '--every', '1s', '--settle', '60s']);
  clearInterval(ending);
  expect([status, out]).toEqual([0, expect.stringContaining('Nothing is left behind: 40 goroutines before, 40 after')]);
});

test('the summary of a build gets the verdict as well', async () => {
  const summary = join(mkdtempSync(join(tmpdir(), 'parked-watch-')), 'summary.md');
  const load = makeLoad(() => target.run({ pool: 40, leak: 25 }));
  const { out } = await run(['watch', target.url, '--while', load, ...quick, '--github', '--summary', summary]);
  expect(out).toMatch(/^::error .*title=\+25 goroutines in sleep/);
  expect(readFileSync(summary, 'utf8')).toContain('25 goroutines are left behind in 1 stack');
});

test('a load that fails is told', async () => {
  const { status, out } = await run(['watch', target.url, '--while', 'exit 7', ...quick, '--markdown']);
  expect([status, out]).toEqual([1, expect.stringContaining('The command ended with status 7.')]);
});

test.each([
  [['dump.txt', '--while', 'true'], 'watch samples a URL'],
  [['http://localhost:1'], '--while'],
])('%j is wrong usage', async (words, said) => {
  const { status, error } = await run(['watch', ...words]);
  expect([status, error]).toEqual([2, expect.stringContaining(said)]);
});
