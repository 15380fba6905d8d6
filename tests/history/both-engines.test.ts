// The same samples through the embedded engine and through real servers that keep series: counts, states, growth, lives
// and events are the same.
import { LifeTracker } from '../../src/core/sample/lives.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import { judgePast } from '../../src/backend/history/judging/past-verdicts.ts';
import type { JudgeRules } from '../../src/backend/history/judging/rules.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import type {
  HistoryEngine,
  RangeQuestion,
  Resolution,
  Sample,
  TargetHistory,
} from '../../src/backend/history/port.ts';
import {
  makeHistoryFile,
  readMoment,
  readRange,
  type HistoryFile,
} from '../../src/backend/history/testing/history-file.ts';
import {
  describeWithSqlite,
  makeFigures,
  makeGroups,
  makeSample,
  makeStack,
} from '../../src/backend/history/testing/samples.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const second = 1_000;
const minute = 60 * second;
const interval = 15 * second;
const day = 24 * 60 * minute;
/** The last midnight lies within the test's hour, because servers index series by calendar days. */
const endMs = Math.floor((Date.now() - 14 * minute) / day) * day + 14 * minute;
const startMs = endMs - 60 * minute;

const shop = { service: 'shop', instance: 'a:6060', zone: 'eu-1' };
const second2 = { service: 'shop', instance: 'b:6060', zone: 'eu-2' };
const mail = { service: 'mail', instance: 'c:6060', state: 'prod' };

/**
 * An hour: a leak, a pool, a stack that comes and goes, a restart with a new build, a gap, a target that begins
 * late.
 */
function makeHour(): readonly Sample[] {
  const samples: Sample[] = [];
  for (let step = 0; step <= 240; step++) {
    const atMs = startMs + step * interval;
    // Samples of different targets are never of the same moment.
    const since = step < 120 ? step : step - 120;
    const build = step < 120 ? 'v1' : 'v2';
    const start = step < 120 ? startMs - minute : startMs + 120 * interval - second;
    const figures = makeFigures({
      goroutines: 40 + step,
      residentBytes: 1e8 + step * 4096,
      cpuSeconds: since / 2,
      startMs: start,
      build,
    });
    samples.push(
      makeSample(
        atMs,
        { leak: 10 + since, pool: 20 + (step % 5), ...(step % 40 < 10 ? { burst: 7 } : {}) },
        { target: shop, figures },
      ),
    );
    if (step % 60 === 0) {
      samples.push(makeSample(atMs + 3 * second, { leak: 5 + step }, { target: shop, kind: 'goroutineleak' }));
    }
    if (step < 80 || step > 140) samples.push(makeSample(atMs + 1_234, { leak: 30, pool: step }, { target: second2 }));
    if (step > 160) {
      const groups = [...makeGroups({ send: 3 }), { stack: makeStack('send', 'chan send'), labels: {}, count: step }];
      samples.push(makeSample(atMs + 7_001, {}, { target: mail, groups, goroutines: 3 + step }));
    }
  }
  return samples;
}

const rules: JudgeRules = {
  intervalMs: interval,
  isSampling: false,
  maxBytes: 2 ** 30,
  maxPastTargets: 50,
  memoryLimitBytes: 4e9,
  goroutineLimit: undefined,
};

const never = new AbortController().signal;

function openSeries(server: SeriesServer): HistoryEngine {
  const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
  const jsonData = JSON.stringify({ history, sampling: { interval: '15s' } });
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
  if (!settings.ok) throw new Error('wrong settings');
  return openSeriesHistory({
    settings: settings.value,
    collector: 'test',
    nowMs: () => endMs,
    flushMs: 5_000,
    wait: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  });
}

/** What both engines have to agree on: all but what series are known not to carry. */
function compare({ target, timesMs, samples, goroutines, tookMs, figures, lives, livedMs, series }: TargetHistory) {
  const list = (values: Float64Array) => [...values].map((value) => Math.round(value * 1e6) / 1e6);
  return {
    target: target.labels,
    timesMs: [...timesMs],
    samples: [...samples],
    goroutines: list(goroutines.last),
    tookMs: list(tookMs.last),
    residentBytes: figures.residentBytes && list(figures.residentBytes.last),
    cpuSeconds: figures.cpuSeconds && list(figures.cpuSeconds.last),
    requests: figures.requests,
    lives: lives.map(({ startMs: start, build }) => ({ start, build })),
    livedMs,
    series: series
      .map(({ stack, counts, change }) => ({
        key: `${stack.fingerprint} ${stack.state} ${stack.function}`,
        frames: stack.frames.map(({ name, own }) => ({ name, own })),
        last: list(counts.last),
        least: list(counts.least),
        most: list(counts.most),
        change,
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

async function readAll(engine: HistoryEngine, resolution: Resolution, more: Partial<RangeQuestion> = {}) {
  const { histories, account } = await readRange(engine, resolution, more);
  const isLeak = more.kind === 'goroutineleak';
  const sorted = histories
    .map(compare)
    // How long a leak profile took, and what else was in it, series don't carry.
    .map((one) => (isLeak ? { ...one, tookMs: [], goroutines: [] } : one))
    .sort((a, b) => ((a.target['instance'] ?? '') < (b.target['instance'] ?? '') ? -1 : 1));
  return { histories: sorted, targets: account.targets, samples: account.samples };
}

const steps = (stepMs: number, holdMs = 5 * minute): Resolution => {
  const firstMs = startMs + stepMs;
  return { every: 'step', firstMs, stepMs, points: Math.floor((endMs - firstMs) / stepMs) + 1, holdMs };
};

interface Range {
  readonly name: string;
  readonly resolution: Resolution;
  readonly more?: Partial<RangeQuestion>;
}

const ranges: readonly Range[] = (
  [
    ['every sample', { every: 'sample', fromMs: startMs, toMs: endMs }],
    ['every sample of a part', { every: 'sample', fromMs: startMs + 20 * minute, toMs: startMs + 31 * minute }],
    ['all of time', { every: 'sample', fromMs: 0, toMs: 8.64e15 }],
    ['steps as long as the interval', steps(interval)],
    ['steps of some samples', steps(minute)],
    ['steps of many samples, held for long', steps(7 * minute)],
    ['one step: what each life gained', { every: 'step', firstMs: endMs, stepMs: 60 * minute, points: 1, holdMs: 0 }],
    ['one service', steps(minute), { targets: [{ label: 'service', op: '=~', value: 'sh.*' }] }],
    [
      'by a label that series have under another name',
      steps(minute),
      { targets: [{ label: 'state', op: '=', value: 'prod' }] },
    ],
    ['all but one zone', steps(minute), { targets: [{ label: 'zone', op: '!=', value: 'eu-1' }] }],
    ['one stack', steps(minute), { fingerprints: new Set([makeStack('leak').fingerprint]) }],
    ['no stack', steps(minute), { fingerprints: new Set<string>() }],
    ['nothing that is there', steps(minute), { targets: [{ label: 'service', op: '=', value: 'nobody"}' }] }],
    ['leak profiles', { every: 'sample', fromMs: startMs, toMs: endMs }, { kind: 'goroutineleak' }],
  ] as const satisfies readonly (readonly [string, Resolution, Partial<RangeQuestion>?])[]
).map(([name, resolution, more = {}]) => ({ name, resolution, more }));

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`${kind.name} and the embedded engine answer alike (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describeWithSqlite(`${kind.name} and the embedded engine answer alike`, () => {
    let server: SeriesServer;
    let file: HistoryFile;
    let embedded: HistoryEngine;
    let series: HistoryEngine;

    beforeAll(async () => {
      server = await kind.start();
      file = makeHistoryFile();
      file.nowMs = endMs;
      embedded = await file.open();
      series = openSeries(server);
      const samples = makeHour();
      const lives = new LifeTracker();
      const placed = samples.map((sample) => lives.place(sample));
      expect(await embedded.append(placed)).toEqual({ outcome: 'kept' });
      expect(await series.append(placed)).toEqual({ outcome: 'kept' });
      await server.settle();
    }, 120_000);

    afterAll(async () => {
      await series.close();
      await file.remove();
      await server.remove();
    });

    test('the running process of a target, so that its next sample is placed in the right life', async () => {
      const [one, other] = await Promise.all([embedded.readLife?.(shop), series.readLife?.(shop)]);
      expect(one).toMatchObject({ build: 'v2', cpuSeconds: 60 });
      expect(other).toMatchObject({ build: one?.build, cpuSeconds: one?.cpuSeconds, seenMs: one?.seenMs });
      expect(other?.startMs).toBeCloseTo(one?.startMs ?? 0, -1);
    });

    test.each(ranges)('$name', async ({ resolution, more }) => {
      expect(await readAll(series, resolution, more)).toEqual(await readAll(embedded, resolution, more));
    });

    test.each([
      ['the end', endMs + 8 * second],
      ['the middle of a gap that is not too old', startMs + 80 * interval + 2 * minute],
      ['the middle of a gap', startMs + 110 * interval],
      ['just before the restart', startMs + 120 * interval - 1],
      ['before there was anything', startMs - minute],
    ])('the moment: %s', async (_name, atMs) => {
      const read = async (engine: HistoryEngine) =>
        (await readMoment(engine, { atMs }))
          .map((moment) => ({
            target: moment.target.labels,
            atMs: moment.atMs,
            goroutines: moment.goroutines,
            tookMs: moment.tookMs,
            figures: moment.figures,
            build: moment.life.build,
            start: moment.life.startMs,
            groups: moment.groups.map(({ stack, count }) => `${stack.function} ${stack.state} ${count}`).sort(),
          }))
          .sort((a, b) => a.atMs - b.atMs);
      expect(await read(series)).toEqual(await read(embedded));
    });

    test.each([
      ['the end', endMs],
      ['before the restart', startMs + 119 * interval],
    ])('verdicts at %s', async (_name, atMs) => {
      const read = async (engine: HistoryEngine) => {
        const past = judgePast({ engine: Promise.resolve({ ok: true, value: engine }), rules: () => rules });
        const judged = await past.judge({ per: ['service'], targets: [], atMs, maxWaitMs: 0, signal: never }, atMs);
        past.close();
        if (!judged.ok) throw new Error(judged.problem.message);
        const { suspects, diagnoses } = judged.value.verdicts;
        // The line that a function was in is not among the labels of series.
        return { suspects: suspects.map(({ stack: _, location: _1, ...suspect }) => suspect), diagnoses };
      };
      const there = await read(series);
      expect(there.suspects.map(({ grade }) => grade)).toContain('proven');
      expect(there).toEqual(await read(embedded));
    });

    test('restarts, builds and onsets', async () => {
      const onset = {
        kind: 'onset',
        target: shop,
        atMs: endMs - 30 * minute,
        noticedMs: endMs,
        fingerprint: makeStack('leak').fingerprint,
        state: 'select',
        function: 'shop/cart.leak',
        grade: 'likely',
        cause: 'forgotten-sender',
      } as const;
      expect([await embedded.appendOnset(onset), await series.appendOnset(onset)]).toEqual([
        { outcome: 'kept' },
        { outcome: 'kept' },
      ]);
      await server.settle();
      const read = async (engine: HistoryEngine) => {
        const events = await engine.readEvents({ targets: [], fromMs: startMs, toMs: endMs }, never);
        if (!events.ok) throw new Error(events.problem.message);
        return events.value;
      };
      const events = await read(series);
      expect(events).toEqual(await read(embedded));
      expect(events.map(({ kind: what }) => what)).toEqual(['build', 'onset']);
    });

    test('which targets there are, and since when, to within five minutes', async () => {
      const list = async (engine: HistoryEngine) => {
        const known = await engine.listTargets([]);
        if (!known.ok) throw new Error(known.problem.message);
        return [...known.value].sort((a, b) => ((a.labels['instance'] ?? '') < (b.labels['instance'] ?? '') ? -1 : 1));
      };
      const [here, there] = [await list(embedded), await list(series)];
      expect(there.map(({ labels }) => labels)).toEqual(here.map(({ labels }) => labels));
      for (const [index, { firstMs, lastMs }] of here.entries()) {
        expect(Math.abs((there[index]?.firstMs ?? 0) - firstMs)).toBeLessThanOrEqual(5 * minute);
        // Samples after the test's current time are not requested.
        expect(Math.abs((there[index]?.lastMs ?? 0) - lastMs)).toBeLessThanOrEqual(interval);
      }
    });

    test('a wrong expression fails in the same words', async () => {
      const targets = [{ label: 'service', op: '=~', value: '(' }] as const;
      const read = (engine: HistoryEngine) =>
        engine.readRange({ kind: 'goroutine', targets, resolution: steps(minute) }, () => undefined, never);
      expect(await read(series)).toEqual(await read(embedded));
    });
  });
}
