// What a Viewer can ask, made to hurt, of the executable as Grafana runs it: how much processor time and memory each
// question costs until it is refused or answered.
import { gzipSync } from 'node:zlib';
import { profileBytes } from '../../src/core/profile/testing/profile-bytes.ts';
import { buildExecutable } from '../support/built-executable.ts';
import type { Question } from '../support/grafana-request.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { canMeasureCost, measureCost, writeCost } from '../support/process-cost.ts';

/** Asked are 500 ms; others on the machine make processor time longer, too. */
const most = { processorMs: 1_000, grownBytes: 32 * 2 ** 20 };
const yearMs = 365 * 86_400_000;

let host: PluginHost;
let target: PlainTarget;

jest.setTimeout(120_000);

beforeAll(async () => {
  host = await startPlugin(buildExecutable());
  target = await startPlainTarget(() => 7);
  // As many different stacks as a service has: what every condition and grouping is tried on.
  const samples = Array.from({ length: 1_000 }, (_, index) => ({
    values: [1],
    stack: [`runtime.gopark`, `example.com/shop/area${index % 50}.(*Worker${index}).run`, 'net/http.(*conn).serve'],
  }));
  const profile = gzipSync(profileBytes({ samples }));
  target.onFetch((_path, _request, response) => {
    response.end(profile);
    return true;
  });
  // The first questions compile code and open files, which is not the cost of the hostile ones.
  for (const queryType of ['stacks', 'count', 'trend', 'suspects', 'flamegraph', 'diff', 'runtime', 'events', 'dump']) {
    await ask({ queryType });
  }
}, 300_000);

afterAll(async () => {
  await host.stop();
  await target.close();
});

type Way = Pick<Question, 'intervalMs' | 'maxDataPoints'> & { readonly fromMs?: number; readonly toMs?: number };

async function ask(model: Readonly<Record<string, unknown>>, way: Way = {}) {
  const nowMs = Date.now();
  const source = { uid: 'shop', name: 'shop', url: target.url, jsonData: {}, lastUpdatedMs: 1 };
  const question = { refId: 'A', model, fromMs: nowMs - 60_000, toMs: nowMs, ...way };
  return (await host.queryData(source, 'panel', [question])).get('A');
}

function nest(depth: number): unknown {
  let nested: unknown = [];
  for (let level = 1; level < depth; level++) nested = [nested];
  return nested;
}

const many = <T>(make: (index: number) => T): readonly T[] => Array.from({ length: 10_000 }, (_, index) => make(index));

const century: Way = { fromMs: 1, toMs: 100 * yearMs, maxDataPoints: 1e9 };

const questions: readonly (readonly [string, Readonly<Record<string, unknown>>, Way?])[] = [
  ['ten thousand conditions', { targets: many(() => ({ label: 'a', op: '=~', value: '.*' })) }],
  ['ten thousand groupings', { groupBy: many((index) => `label:x${index}`) }],
  ['ten thousand labels to keep apart', { per: many((index) => `x${index}`) }],
  ['ten thousand states', { filter: { states: many((index) => `state ${index}`) } }],
  ['ten thousand fingerprints', { filter: { fingerprints: many((index) => index.toString(16).padStart(16, '0')) } }],
  ['a pattern that explodes', { filter: { function: '(a{500}){500}' } }],
  ['a pattern that backtracks elsewhere', { filter: { function: '(.*.*.*.*x){20}y' } }],
  [
    'a long alternation',
    { filter: { function: Array.from({ length: 80 }, (_, index) => `(a|b)*${index}`).join('|') } },
  ],
  ['a huge pattern', { filter: { package: '(a|b)*'.repeat(30_000) } }],
  ['counted repetition of classes', { filter: { creator: '(?i:\\pL{1,100}){1,9}' } }],
  ['deep JSON', { filter: nest(2_000) }],
  ['an inline dump of one endless line', { inline: `goroutine 1 [${'x'.repeat(200_000)}` }],
  ['an inline dump of empty lines', { inline: '\n'.repeat(200_000) }],
  ['an inline dump of goroutines with stacks of their own', { inline: writeInline(4_000) }],
  ['the same as a flame graph', { queryType: 'flamegraph', inline: writeInline(4_000) }],
  ['the same as suspects', { queryType: 'suspects', inline: writeInline(4_000) }],
  ['rows without a limit', { limit: 1e9 }],
  ['a negative limit', { limit: -1 }],
  ...['trend', 'runtime', 'events', 'suspects', 'stacks', 'count', 'diff'].flatMap((queryType) =>
    [-1, 0, 1].map((intervalMs) => {
      const question = [
        `${queryType} over a hundred years, each ${intervalMs} ms`,
        { queryType, ...(queryType === 'diff' && { baseline: { rangeStart: true } }) },
        { ...century, intervalMs },
      ];
      return question as [string, { queryType: string }, Way];
    }),
  ),
  ['a window of a thousand years', { queryType: 'count', value: 'growth', window: '8760000h' }],
  ['a baseline a thousand years ago', { queryType: 'diff', baseline: { ago: '8760000h' } }],
  ['a range beyond the end of time', { queryType: 'trend' }, { fromMs: 8.64e15 - yearMs, toMs: 8.64e15 }],
];

function writeInline(goroutines: number): string {
  return Array.from(
    { length: goroutines },
    (_, index) => `goroutine ${index} [select]:\nmain.f${index}()\n\t/x.go:${index} +0x1\n`,
  ).join('\n');
}

(canMeasureCost ? describe : describe.skip)('a Viewer’s question (needs Linux)', () => {
  // By name: the runner writes out whatever else it is given.
  it.each(questions.map(([name]) => name))('%s', async (name) => {
    const [, model = {}, way] = questions.find(([each]) => each === name) ?? [];
    const [answer, cost] = await measureCost(host.pid, () => ask(model, way));
    const outcome = answer?.error ? `refused: ${answer.error.message.slice(0, 60)}` : 'answered';
    process.stdout.write(`${name}: ${writeCost(cost)}; ${outcome}\n`);
    expect(answer).toBeDefined();
    expect(cost.grownBytes).toBeLessThan(most.grownBytes);
    expect(cost.processorMs).toBeLessThan(most.processorMs);
  });
});
