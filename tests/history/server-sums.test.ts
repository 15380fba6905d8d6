// A server adds up the processes of a fleet. The sums are those of reading each process: with gaps, restarts and pods
// that come and go, series that are there twice, foreign targets, and stacks that a writer summed up.
import { compileSorter } from '../../src/core/analysis/sort-entries.ts';
import type { Labels, Matcher } from '../../src/core/labels.ts';
import { succeed } from '../../src/core/problem.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import type { CompleteQuery } from '../../src/core/query/model.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import { makeEmptyProfile } from '../../src/backend/answers/gather/past-entries.ts';
import { sumTrend } from '../../src/backend/answers/rows/trend-groups.ts';
import type { HistoryEngine, ReadAccount, Resolution, Sample } from '../../src/backend/history/port.ts';
import { makeGroups, makeSample, makeStack } from '../../src/backend/history/testing/samples.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { createRandom } from '../fuzz/random.ts';
import { recordQueries } from '../support/record-queries.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const [second, minute, hour] = [1_000, 60_000, 3_600_000];
const intervalMs = 30 * second;
const endMs = Math.floor(Date.now() / hour) * hour;
const startMs = endMs - 3 * hour;
const never = new AbortController().signal;

const services = ['shop', 'mail', 'twice', 'folded', 'foreign', 'stuck'];
const fleet: readonly Labels[] = services.flatMap((service) =>
  [0, 1, 2, 3].map((index) => ({ service, instance: `${service}-${index}:6060`, zone: `eu-${index % 2}` })),
);
/** A target of another team, of a service with the same name. */
const isOwn = ({ service, instance }: Labels): boolean => service !== 'foreign' || instance !== 'foreign-3:6060';

function openEngine(server: { readonly url: string; readonly remoteWrite: string }, more: object = {}): HistoryEngine {
  const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url, ...more };
  const jsonData = JSON.stringify({ history, sampling: { interval: '30s' }, bounds: { exportedGroups: 6 } });
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
  if (!settings.ok) throw new Error(settings.problem.message);
  return openSeriesHistory({
    settings: settings.value,
    collector: 'sums',
    nowMs: () => endMs + 30 * second,
    flushMs: 20_000,
    wait: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    listTargets: () => Promise.resolve(succeed(fleet.filter(isOwn))),
  });
}

/** A pod of each service begins late, one ends early, one has gaps, and all miss what a collector's restart took. */
function makeHours(): readonly Sample[] {
  const random = createRandom(21);
  const lives = new LifeTracker();
  const samples: Sample[] = [];
  for (let atMs = startMs; atMs <= endMs; atMs += intervalMs) {
    const step = (atMs - startMs) / intervalMs;
    for (const [index, target] of fleet.entries()) {
      const pod = index % 4;
      const isRestart = step >= 100 && step < 107;
      const isMissed = pod === 2 && ((step > 200 && step < 230) || random() < 0.02);
      if (isRestart || isMissed || (pod === 1 && step < 120) || (pod === 3 && step > 300)) continue;
      const burst = (step + 7 * index) % 50 < 9 ? { burst: 3 + pod } : {};
      const counts = { leak: 5 + pod + Math.floor(step / 10), pool: 4 + Math.floor(random() * 9), ...burst };
      const many = target['service'] === 'folded' && step % 90 > 45 ? spread(9) : {};
      const nil = { stack: makeStack('nil', 'chan receive (nil chan)'), labels: {}, count: 1 };
      const groups = [...makeGroups({ ...counts, ...many }), ...(target['service'] === 'stuck' ? [nil] : [])];
      const atOwnMs = atMs + index * 613;
      samples.push(lives.place(makeSample(atOwnMs, {}, { target, groups, goroutines: 60 + step })));
    }
  }
  return samples;
}

const spread = (stacks: number) => Object.fromEntries(Array.from({ length: stacks }, (_, index) => [`s${index}`, 1]));

const steps = (stepMs: number, lastMs = endMs): Resolution & { readonly every: 'step' } => {
  const firstMs = Math.ceil((startMs - 10 * minute) / stepMs) * stepMs;
  const points = Math.ceil((lastMs - firstMs) / stepMs) + 1;
  return { every: 'step', firstMs, stepMs, points, holdMs: 5 * minute };
};

type Question = Pick<CompleteQuery, 'per' | 'groupBy'> & {
  readonly resolution: Resolution & { readonly every: 'step' };
  readonly targets?: readonly Matcher[];
  readonly fingerprints?: ReadonlySet<string>;
};

async function answer(engine: HistoryEngine, by: 'sums' | 'each', question: Question) {
  const { per, groupBy, resolution, targets = [], fingerprints } = question;
  const query = { per, groupBy, filter: {}, profile: 'goroutine' } as unknown as CompleteQuery;
  const sort = compileSorter({ groupBy, per, filter: {}, ignore: [] }, [makeEmptyProfile('goroutine', [])]);
  if (!sort.ok) throw new Error(sort.problem.message);
  const sum = sumTrend(query, sort.value, resolution.points);
  const asked = { kind: 'goroutine', targets, resolution, ...(fingerprints ? { fingerprints } : {}) } as const;
  let visits = 0;
  const visit: typeof sum.add = (history) => {
    visits++;
    sum.add(history);
  };
  const read =
    by === 'sums'
      ? await engine.sumRange?.({ ...asked, by: per }, visit, never)
      : await engine.readRange(asked, visit, never);
  if (read?.ok !== true) throw new Error(JSON.stringify(read));
  const groups = sum.finish().map(({ group, values, peak }) => ({
    ...{ per: group.per, function: group.function, state: group.state, fingerprint: group.fingerprint, peak },
    values: [...values],
  }));
  const { targets: count, samples }: ReadAccount = read.value;
  return { answer: { groups, targets: count, samples, untold: [...(sum.untold() ?? [])] }, visits };
}

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`${kind.name} adds up (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describe(`${kind.name} adds up`, () => {
    let server: SeriesServer;
    let engine: HistoryEngine;

    beforeAll(async () => {
      // Without it, Prometheus takes no sample that is older than the newest one.
      server = await kind.start({ storage: { tsdb: { out_of_order_time_window: '6h' } } });
      engine = openEngine(server);
      const again = openEngine(server, { externalLabels: { cluster: 'eu' } });
      const samples = makeHours();
      // Side by side: a server takes no new series of long ago.
      for (let first = 0; first < samples.length; first += 500) {
        const some = samples.slice(first, first + 500);
        expect(await engine.append(some)).toEqual({ outcome: 'kept' });
        const twice = some.filter(({ target }) => target['service'] === 'twice');
        expect(await again.append(twice)).toEqual({ outcome: 'kept' });
      }
      await again.close();
      await server.settle();
    }, 120_000);

    afterAll(async () => {
      await engine.close();
      await server.remove();
    });

    const questions: readonly (readonly [string, Question])[] = [
      ['each service, steps of two samples', { per: ['service'], groupBy: ['stack'], resolution: steps(minute) }],
      ['steps of some samples', { per: ['service'], groupBy: ['stack'], resolution: steps(2 * minute) }],
      ['steps that outlast a gap', { per: ['service'], groupBy: ['stack'], resolution: steps(7 * minute) }],
      ['a quarter of an hour', { per: ['service'], groupBy: ['function'], resolution: steps(15 * minute) }],
      ['everything together', { per: [], groupBy: [], resolution: steps(2 * minute) }],
      ['zones, over services', { per: ['zone'], groupBy: ['stack'], resolution: steps(3 * minute) }],
      ['each process', { per: ['service', 'instance'], groupBy: ['state'], resolution: steps(4 * minute) }],
      [
        'one zone',
        {
          ...{ per: ['service'], groupBy: ['stack'], resolution: steps(2 * minute) },
          targets: [{ label: 'zone', op: '=', value: 'eu-0' }],
        },
      ],
      [
        'some instances',
        {
          ...{ per: ['service'], groupBy: ['stack'], resolution: steps(2 * minute) },
          targets: [{ label: 'instance', op: '=~', value: '(shop|mail)-[012].*' }],
        },
      ],
      [
        'one stack, a range that ends now',
        {
          ...{ per: ['service'], groupBy: ['stack'], resolution: steps(4 * minute, endMs + 3 * minute) },
          fingerprints: new Set([makeStack('leak').fingerprint]),
        },
      ],
    ];

    test.each(questions)('%s', async (_, question) => {
      const each = await answer(engine, 'each', question);
      const sums = await answer(engine, 'sums', question);
      expect(each.answer.groups.length).toBeGreaterThan(0);
      expect(sums.answer).toEqual(each.answer);
    });

    test('steps that are over are added up once, and again where a sample arrives late', async () => {
      const recorder = await recordQueries(server.url);
      const reader = openEngine({ url: recorder.url, remoteWrite: server.remoteWrite });
      const listRanges = (): readonly number[] =>
        recorder.take().flatMap((form) => {
          const isSum = form.get('query')?.includes('max_over_time') === true && form.get('start') !== null;
          return isSum ? (Number(form.get('end')) - Number(form.get('start'))) * second : [];
        });
      const ask = async (resolution: Question['resolution']) => {
        const question: Question = { per: ['service'], groupBy: ['stack'], resolution };
        const sums = await answer(reader, 'sums', question);
        const ranges = listRanges();
        expect(sums.answer).toEqual((await answer(engine, 'each', question)).answer);
        return { ...sums.answer, ranges };
      };
      const whole = steps(2 * minute);
      const first = await ask(steps(2 * minute, endMs - 20 * minute));
      expect(Math.max(...first.ranges)).toBeGreaterThan(2 * hour);
      // Another range of the same length, ten steps later, and the same once more.
      const later = { ...whole, firstMs: whole.firstMs + 20 * minute, points: whole.points - 10 };
      expect(Math.max(...(await ask(later)).ranges)).toBeLessThan(hour);
      const before = await ask(later);
      expect(Math.max(...before.ranges)).toBeLessThan(hour);

      const other = openEngine(server);
      const lives = new LifeTracker();
      const target = fleet.find(({ service, instance }) => service === 'mail' && instance === 'mail-2:6060') ?? {};
      const atMs = startMs + 215 * intervalMs;
      const late = lives.place(makeSample(atMs, {}, { target, groups: makeGroups({ leak: 700 }), goroutines: 700 }));
      expect(await other.append([late])).toEqual({ outcome: 'kept' });
      await other.close();
      await server.settle();

      const after = await ask(later);
      expect(after.groups).not.toEqual(before.groups);
      expect(after.samples).toBe(before.samples + 1);
      expect(Math.max(...after.ranges)).toBeGreaterThan(2 * hour);
      await reader.close();
      await recorder.close();
    }, 60_000);

    test('of most services, one sum is read instead of each process', async () => {
      const question: Question = { per: ['service'], groupBy: ['stack'], resolution: steps(15 * minute) };
      const [each, sums] = [await answer(engine, 'each', question), await answer(engine, 'sums', question)];
      expect(each.visits).toBe(fleet.filter(isOwn).length);
      // shop and mail: one each; folded, stuck, twice and foreign: each process.
      expect(sums.visits).toBe(2 + 4 + 4 + 4 + 3);
    });
  });
}
