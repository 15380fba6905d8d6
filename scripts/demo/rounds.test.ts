import type { DataSource, Question } from '../../tests/support/grafana-request.ts';
import type { Answer, PluginHost } from '../../tests/support/plugin-host.ts';
import { runRounds } from './rounds.ts';
import type { Screen } from './screen.ts';
import { plain } from './text.ts';

const source: DataSource = { uid: 'demo', name: 'Goroutines', url: 'http://app', jsonData: {}, lastUpdatedMs: 1 };

/** An executable whose leak has grown by 60 each time it takes a profile, which it does each `takeEveryMs`. */
function fakePlugin(takeEveryMs: number, fail?: string) {
  let count = 0;
  let takenMs = -Infinity;
  const asked: string[] = [];
  const queryData: PluginHost['queryData'] = async (_source, asker, questions) => {
    const question = questions[0] as Question;
    asked.push(`${asker}: ${String(question.model['queryType'])}`);
    const isPanel = asker === 'panel';
    if (isPanel && Date.now() - takenMs > takeEveryMs) {
      takenMs = Date.now();
      count += 60;
    }
    const answer = isPanel ? stacksAnswer(count, Date.now() - takenMs) : countAnswer(count);
    const error = fail === undefined ? undefined : { message: fail, status: 502, source: 'downstream' };
    return new Map([[question.refId, { ...answer, error }]]);
  };
  return { plugin: { queryData } as PluginHost, asked };
}

function stacksAnswer(count: number, ageMs: number): Omit<Answer, 'error'> {
  const row = { fingerprint: 'f1', state: 'chan send', function: 'search.ask', location: 'engine.go:61', count };
  const meta = { stats: [{ displayName: 'Oldest profile', value: ageMs, unit: 'ms' }] };
  return { frames: [{ name: 'stacks', refId: 'A', meta, fields: [], rows: [row] }] };
}

function countAnswer(count: number): Omit<Answer, 'error'> {
  const labels = { service: 'app', fingerprint: 'f1', state: 'chan send', function: 'search.ask' };
  const field = { name: 'count', labels, values: [count] };
  return { frames: [{ name: 'count', refId: 'A', meta: {}, fields: [field], rows: [{ count }] }] };
}

async function run(plugin: PluginHost, about: { readonly once: boolean; readonly ending?: AbortSignal }) {
  const lines: string[] = [];
  const screen: Screen = {
    paint: plain,
    replaces: false,
    width: () => Infinity,
    height: () => Infinity,
    say: (line) => void lines.push(line),
    show: (view) => void lines.push(...view),
    leave: () => undefined,
  };
  const ending = about.ending ?? new AbortController().signal;
  await runRounds({ plugin, source, screen, once: about.once, freshnessMs: 60, ending, remark: () => undefined });
  return lines;
}

test('a short demo shows three samples and the moment the alert fires', async () => {
  const { plugin, asked } = fakePlugin(60);
  const lines = await run(plugin, { once: true });
  expect(asked.slice(0, 2)).toEqual(['panel: stacks', 'alert rule: count']);
  expect(lines.filter((line) => line.includes('goroutines (')).length).toBe(3);
  expect(lines.filter((line) => /alert firing: search\.ask has 120 goroutines, \+60/.test(line))).toHaveLength(1);
  expect(lines.at(-2)).toMatch(/^▶ 1 +180 +\+120 .* chan send +search\.ask +engine\.go:61 +f1$/);
});

test('a profile that was shared is not counted as a sample of its own', async () => {
  const { plugin } = fakePlugin(200);
  const lines = await run(plugin, { once: true });
  const totals = lines.filter((line) => line.includes('goroutines (')).map((line) => Number.parseInt(line, 10));
  expect(totals).toEqual([60, 120, 180]);
});

test('the demo ends when it is told to', async () => {
  const controller = new AbortController();
  const { plugin, asked } = fakePlugin(60);
  const running = run(plugin, { once: false, ending: controller.signal });
  while (asked.length < 2) await new Promise(setImmediate);
  controller.abort();
  expect((await running).length).toBeGreaterThan(0);
});

test('the demo prints the error that the executable answers', async () => {
  const { plugin } = fakePlugin(60, 'app refused the connection.');
  await expect(run(plugin, { once: true })).rejects.toThrow('app refused the connection.');
});
