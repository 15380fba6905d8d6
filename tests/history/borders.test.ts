// Servers index series by days, months and blocks, and their clocks are not ours. Where an hour of samples crosses the
// border of a day, a month or a year, every sample is read, and a target begins when it began.
import { createRemoteWriter } from './remote-writer.ts';
import type { HistoryEngine, Sample } from '../../src/backend/history/port.ts';
import { readRange } from '../../src/backend/history/testing/history-file.ts';
import { makeFigures, makeGroups, makeSample } from '../../src/backend/history/testing/samples.ts';
import type { Labels } from '../../src/core/labels.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const [second, minute] = [1_000, 60_000];
const interval = 30 * second;
const never = new AbortController().signal;

const borders: readonly (readonly [string, string])[] = [
  ['the day after a leap day', '2024-03-01T00:10:00Z'],
  ['a month', '2025-12-01T00:14:00Z'],
  ['a year', '2026-01-01T00:20:00Z'],
  ['a month, just before midnight', '2026-03-31T23:59:30Z'],
];

const listTargets = (endMs: number): readonly Labels[] =>
  ['old', 'new'].map((name) => ({ service: `border-${endMs}`, instance: `${name}:6060` }));

/** An hour of one target, the last 20 minutes of another, and a restart of the first one at the half hour. */
function makeHour(endMs: number): readonly Sample[] {
  const lives = new LifeTracker();
  const [old = {}, young = {}] = listTargets(endMs);
  const samples: Sample[] = [];
  for (let atMs = endMs - 60 * minute; atMs <= endMs; atMs += interval) {
    const startMs = atMs < endMs - 30 * minute ? endMs - 90 * minute : endMs - 30 * minute - second;
    const step = (atMs - endMs) / interval + 120;
    const groups = makeGroups({ leak: 5 + step, pool: 4 });
    const figures = makeFigures({ startMs, cpuSeconds: (atMs - startMs) / 10_000 });
    samples.push(lives.place(makeSample(atMs, {}, { target: old, groups, figures })));
    if (atMs >= endMs - 20 * minute) samples.push(lives.place(makeSample(atMs + 7, {}, { target: young, groups })));
  }
  return samples;
}

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`${kind.name} at borders of time (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describe.each(borders)(`${kind.name}, an hour over the border of %s`, (_, date) => {
    const endMs = Date.parse(date);
    const targets = listTargets(endMs);
    const opened: HistoryEngine[] = [];
    let server: SeriesServer;
    const open = (nowMs: number): HistoryEngine => {
      const engine = createRemoteWriter(server, { nowMs, own: targets, interval: '30s' });
      opened.push(engine);
      return engine;
    };

    beforeAll(async () => {
      server = await kind.start();
      expect(await open(endMs).append(makeHour(endMs))).toEqual({ outcome: 'kept' });
      await server.settle();
    }, 120_000);
    afterAll(async () => {
      await Promise.all(opened.map((engine) => engine.close()));
      await server.remove();
    });

    const clocks = [
      ['our clock', second],
      ['our clock five minutes behind', -5 * minute],
      ['our clock ten minutes ahead', 10 * minute],
    ] as const;

    test.each(clocks)('%s', async (_, offsetMs) => {
      const engine = open(endMs + offsetMs);
      const all = await readRange(engine, { every: 'sample', fromMs: 0, toMs: Number.MAX_SAFE_INTEGER });
      const begins = new Map(all.histories.map(({ target, timesMs }) => [target.labels['instance'], [...timesMs]]));
      const times = (firstMs: number, shiftMs: number): readonly number[] =>
        Array.from({ length: (endMs - firstMs) / interval + 1 }, (_, step) => firstMs + step * interval + shiftMs);
      expect(begins.get('old:6060')).toEqual(times(endMs - 60 * minute, 0));
      expect(begins.get('new:6060')).toEqual(times(endMs - 20 * minute, 7));
      expect(all.account.dataFromMs).toBe(endMs - 60 * minute);

      const listed = await engine.listTargets([]);
      if (!listed.ok) throw new Error(listed.problem.message);
      for (const { labels, firstMs, lastMs } of listed.value) {
        const own = begins.get(labels['instance'] ?? '') ?? [];
        // Known to five minutes, and never later than the truth.
        expect(own[0]! - firstMs).toBeGreaterThanOrEqual(0);
        expect(own[0]! - firstMs).toBeLessThanOrEqual(5 * minute);
        if (offsetMs >= 0) expect(lastMs).toBeGreaterThanOrEqual(own.at(-1)!);
      }
      expect(listed.value.map(({ labels }) => labels)).toHaveLength(2);

      const events = await engine.readEvents({ targets: [], fromMs: endMs - 45 * minute, toMs: endMs + minute }, never);
      if (!events.ok) throw new Error(events.problem.message);
      expect(events.value).toMatchObject([{ kind: 'restart', target: targets[0], atMs: endMs - 30 * minute }]);
    });
  });
}
