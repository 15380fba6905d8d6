import { LifeTracker } from '../../../core/sample/lives.ts';
import { downsampledStepMs } from '../../../core/agreed-times.ts';
import fc from 'fast-check';
import type { HistoryEngine, Sample } from '../port.ts';
import {
  everything,
  listCounts,
  makeHistoryFile,
  readMoment,
  readRange,
  type HistoryFile,
} from '../testing/history-file.ts';
import { describeWithSqlite, makeFigures, makeSample, makeStack, startMs } from '../testing/samples.ts';
import { confirmMs } from './confirmed-time.ts';
import { openDatabase } from './database.ts';
import { makeSingle, mapFigures, type Points } from '../columns/points.ts';
import { downsample } from '../columns/downsample.ts';
import { rawMs } from './upkeep.ts';

// Weeks of samples take their time on a busy machine.
jest.setTimeout(60_000);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function makePoints(
  samples: readonly { readonly atMs: number; readonly life: number; readonly count: number }[],
): Points {
  const read = (pick: (sample: (typeof samples)[number]) => number) => Float64Array.from(samples, pick);
  const ones = () => read(() => 1);
  return {
    timesMs: read(({ atMs }) => atMs),
    samples: ones(),
    lives: read(({ life }) => life),
    tookMs: makeSingle(ones()),
    goroutines: makeSingle(read(({ count }) => count)),
    figures: mapFigures(() => makeSingle(read(() => NaN))),
    slots: [3],
    counts: [makeSingle(read(({ count }) => count))],
  };
}

/** Numbers that can't be packed. */
function scatter(index: number, stack: number): number {
  const mixed = Math.imul((index << 8) ^ stack, 0x9e3779b1);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 13) % 997;
}

describe('downsample', () => {
  const samples = fc
    .array(fc.record({ gap: fc.integer({ min: 0, max: 200_000 }), isNewLife: fc.boolean(), count: fc.nat(100) }), {
      minLength: 1,
      maxLength: 80,
    })
    .map((list) => {
      let atMs = startMs;
      let life = 1;
      return list.map(({ gap, isNewLife, count }) => ({ atMs: (atMs += gap), life: isNewLife ? ++life : life, count }));
    });

  it('keeps every five minutes’ least, most and last, and every sample’s number', () => {
    fc.assert(
      fc.property(samples, (list) => {
        const downsampled = downsample(makePoints(list), undefined);
        let from = 0;
        for (const [index, stands] of downsampled.samples.entries()) {
          const own = list.slice(from, from + stands);
          from += stands;
          const counts = own.map(({ count }) => count);
          const [column] = downsampled.counts;
          expect(downsampled.timesMs[index]).toBe(own.at(-1)?.atMs);
          expect([column?.last[index], column?.least[index], column?.most[index]]).toEqual([
            counts.at(-1),
            Math.min(...counts),
            Math.max(...counts),
          ]);
          expect(new Set(own.map(({ atMs }) => Math.ceil(atMs / downsampledStepMs))).size).toBe(1);
          expect(new Set(own.map(({ life }) => life)).size).toBe(1);
        }
        expect(from).toBe(list.length);
      }),
    );
  });

  it('leaves the first sample of a life by itself', () => {
    const points = [1, 2, 3, 4].map((index) => ({ atMs: index * 1000, life: index < 3 ? 1 : 2, count: index }));
    expect([...downsample(makePoints(points), 1).samples]).toEqual([2, 1, 1]);
    expect([...downsample(makePoints(points), undefined).samples]).toEqual([1, 1, 1, 1]);
  });
});

describeWithSqlite('upkeep', () => {
  let file: HistoryFile;
  beforeEach(() => (file = makeHistoryFile()));
  afterEach(() => file.remove());

  /** Samples every minute, appended an hour at a time, with upkeep after each hour. */
  async function live(
    engine: HistoryEngine,
    hours: number,
    sample: (atMs: number, index: number) => Sample,
  ): Promise<Sample[]> {
    const all: Sample[] = [];
    const lives = new LifeTracker();
    for (let hour = 0; hour < hours; hour++) {
      const some = Array.from({ length: 60 }, (_, minute) =>
        lives.place(sample(file.nowMs + minute * minuteMs, hour * 60 + minute)),
      );
      file.nowMs += hourMs;
      expect(await engine.append(some)).toEqual({ outcome: 'kept' });
      await engine.maintain();
      all.push(...some);
    }
    return all;
  }

  it('downsamples what is older than a day, and keeps peaks, totals of growth and lives', async () => {
    const engine = await file.open();
    const all = await live(engine, 60, (atMs, index) => {
      const peak = index === 437 ? 5_000 : 0;
      const start = index < 1_000 ? 1 : 2_000_000;
      return makeSample(atMs, { a: 10 + (index % 7) + peak, b: index }, { figures: makeFigures({ startMs: start }) });
    });
    const { histories, account } = await readRange(engine, everything);
    const [history] = histories;
    expect(account.samples).toBe(all.length);
    expect(history?.timesMs.length).toBeLessThan(24 * 60 + 6 * 60 + 36 * 12 + 10);
    expect(Math.max(...(history?.series[0]?.counts.most ?? []))).toBe(10 + (437 % 7) + 5_000);
    expect(history?.series.find(({ stack }) => stack.function.endsWith('.b'))?.change).toBe(all.length - 2);
    expect(history?.lives).toHaveLength(2);
    const isRaw = [...(history?.samples ?? [])].slice(-24 * 60);
    expect(new Set(isRaw)).toEqual(new Set([1]));
    const [old] = await readMoment(engine, { atMs: startMs + 2 * hourMs, maxAgeMs: minuteMs });
    const agoMs = startMs + 2 * hourMs - (old?.atMs ?? 0);
    expect(agoMs).toBeGreaterThanOrEqual(0);
    expect(agoMs).toBeLessThan(downsampledStepMs);
  });

  it('answers steps over downsampled and whole samples alike', async () => {
    const engine = await file.open();
    // On the hour, as Grafana's steps are: then no downsampled point lies across a step's end.
    const beganMs = Math.ceil(startMs / hourMs) * hourMs;
    file.nowMs = beganMs;
    const all = await live(engine, 50, (atMs, index) => makeSample(atMs, { a: (index * 37) % 101 }));
    const firstMs = beganMs + hourMs;
    const step = { every: 'step', firstMs, stepMs: hourMs, points: 49, holdMs: 0 } as const;
    const { histories } = await readRange(engine, step);
    const expected = Array.from({ length: 49 }, (_, hour) => {
      const endMs = firstMs + hour * hourMs;
      const own = all.filter(({ atMs }) => atMs > endMs - hourMs && atMs <= endMs);
      const counts = own.map(({ groups }) => groups[0]?.count ?? 0);
      return [counts.at(-1), Math.min(...counts), Math.max(...counts)];
    });
    const counts = histories[0]?.series[0]?.counts;
    expect(expected.map((_, hour) => [counts?.last[hour], counts?.least[hour], counts?.most[hour]])).toEqual(expected);
  });

  it('keeps thirty days within the bounds of age, and forgets the names of what is gone', async () => {
    const engine = await file.open({ retentionMs: 10 * dayMs });
    const pod = { service: 'shop', instance: 'old-pod' };
    await engine.append([makeSample(startMs, { gone: 4 }, { target: pod })]);
    await live(engine, 30 * 24, (atMs, index) =>
      makeSample(atMs, { a: index, [`week${Math.floor(index / 10_080)}`]: 1 }),
    );
    const { histories } = await readRange(engine, everything);
    expect(histories.map(({ target }) => target.labels['instance'])).toEqual(['a:6060']);
    const keptMs = file.nowMs - (histories[0]?.timesMs[0] ?? 0);
    expect(keptMs / dayMs).toBeGreaterThan(10);
    expect(keptMs / dayMs).toBeLessThan(11.5);
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: true });
    const names = db
      .list<{ fingerprint: string }>('SELECT fingerprint FROM stack')
      .map(({ fingerprint }) => fingerprint);
    db.close();
    expect(names).toContain(makeStack('week4').fingerprint);
    expect(names).not.toContain(makeStack('week0').fingerprint);
    expect(names).not.toContain(makeStack('gone').fingerprint);
  });

  it.each([
    ['in a file', false],
    ['in memory', true],
  ])('stays within the bound of size %s, dropping the oldest', async (_, isInMemory) => {
    const maxBytes = 300_000;
    const engine = await file.open({ maxBytes, ...(isInMemory && { path: undefined }) });
    let most = 0;
    await live(engine, 100, (atMs, index) => {
      most = Math.max(most, engine.status().bytes);
      const counts = Object.fromEntries(Array.from({ length: 40 }, (_, stack) => [`s${stack}`, scatter(index, stack)]));
      return makeSample(atMs, counts);
    });
    expect(engine.status().bytes).toBeLessThanOrEqual(maxBytes * 1.1);
    const { histories } = await readRange(engine, everything);
    expect(histories[0]?.timesMs.at(-1)).toBe(file.nowMs - minuteMs);
    expect(histories[0]?.timesMs[0]).toBeGreaterThan(startMs);
    expect(most).toBeLessThan(maxBytes * 1.5);
  });

  it('gives room back to the disk', async () => {
    const engine = await file.open();
    await live(engine, 60, (atMs, index) => {
      const counts = Object.fromEntries(Array.from({ length: 60 }, (_, stack) => [`s${stack}`, scatter(index, stack)]));
      return makeSample(atMs, counts);
    });
    await engine.close();
    const pagesBefore = await countPages();
    file.nowMs += 40 * dayMs;
    const again = await file.open();
    await again.append([makeSample(file.nowMs, { a: 1 })]);
    await again.maintain();
    file.nowMs += confirmMs;
    await again.maintain();
    await again.close();
    expect(await countPages()).toBeLessThan(pagesBefore / 3);
  });

  it('deletes and downsamples nothing by a clock that is wrong for a while, and says so', async () => {
    let offsetMs = 0;
    const options = { nowMs: () => file.nowMs + offsetMs, monotonicMs: () => file.nowMs, retentionMs: 15 * dayMs };
    const engine = await file.open(options);
    const all = await live(engine, 30, (atMs) => makeSample(atMs, { a: 1 }));
    const before = (await readRange(engine, everything)).histories[0]?.timesMs.length ?? 0;
    offsetMs = 20 * dayMs;
    await engine.append([makeSample(file.nowMs + offsetMs, { a: 1 })]);
    await engine.maintain();
    expect(
      engine
        .status()
        .notices.map(({ text }) => text)
        .join(),
    ).toContain('The clock jumped ahead by 20d');
    file.nowMs += 4_000;
    offsetMs = 0;
    await engine.append([makeSample(file.nowMs, { a: 1 })]);
    await engine.maintain();
    expect(engine.status().notices).toEqual([]);
    const { histories, account } = await readRange(engine, everything);
    expect(account.samples).toBe(all.length + 2);
    expect(histories[0]?.timesMs.length).toBe(before + 2);
    await engine.close();
    offsetMs = 20 * dayMs;
    const again = await file.open(options);
    await again.maintain();
    expect((await readRange(again, everything)).account.samples).toBe(all.length + 2);
  });

  async function countPages(): Promise<number> {
    const db = await openDatabase({ path: file.path, readOnly: true });
    const pages = db.find<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0;
    db.close();
    return pages;
  }

  it('seals a chunk that hardly grows, so that nothing stands in the way of others', async () => {
    const engine = await file.open();
    await engine.append([makeSample(startMs, { a: 1 }, { kind: 'goroutineleak' })]);
    await live(engine, 30, (atMs) => makeSample(atMs, { a: 1 }));
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: true });
    const rows = db.find<{ rows: number }>('SELECT count(*) AS rows FROM recent')?.rows;
    db.close();
    expect(rows).toBeLessThan(700);
    const again = await file.open();
    expect(listCounts((await readRange(again, everything, { kind: 'goroutineleak' })).histories[0])).toEqual({
      a: [1],
    });
    expect(rawMs).toBe(dayMs);
  });
});
