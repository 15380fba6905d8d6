import { succeed } from '../../../core/problem.ts';
import { openSampleLives } from '../sample-lives.ts';
import fc from 'fast-check';
import type { Sample, TargetHistory } from '../port.ts';
import {
  everything,
  listCounts,
  makeHistoryFile,
  readMoment,
  readRange,
  type HistoryFile,
} from '../testing/history-file.ts';
import { describeWithSqlite, makeFigures, makeGroups, makeSample, makeStack, startMs } from '../testing/samples.ts';
import { openDatabase } from './database.ts';
import { pointsPerBlock } from './seal-chunk.ts';

const stepMs = 15_000;

/** What a target's samples say of one stack, worked out the plain way. */
function countIn(sample: Sample, name: string): number {
  return sample.groups
    .filter(({ stack }) => stack.function.endsWith(`.${name}`))
    .reduce((sum, { count }) => sum + count, 0);
}

describeWithSqlite('the embedded engine', () => {
  let file: HistoryFile;
  beforeEach(() => (file = makeHistoryFile()));
  afterEach(() => file.remove());

  async function append(engine: Awaited<ReturnType<HistoryFile['open']>>, samples: readonly Sample[]): Promise<void> {
    const lives = openSampleLives(Promise.resolve(succeed(engine)));
    const placed: Sample[] = [];
    for (const sample of samples) placed.push(await lives.place(sample));
    expect(await engine.append(placed)).toEqual({ outcome: 'kept' });
  }

  it('gives back what was appended, over blocks, open chunks and another start', async () => {
    const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(2_000_000));
    const figures = fc.option(
      fc.record({
        goroutines: fc.nat(),
        residentBytes: fc.nat(2 ** 40),
        cpuSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      }),
    );
    const sample = fc.record({
      counts,
      figures,
      lateMs: fc.integer({ min: -40_000, max: 40_000 }),
      tookMs: fc.nat(9_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 60 }),
        async (few, times) => {
          const own = makeHistoryFile();
          try {
            const samples = Array.from({ length: few.length * times }, (_, index) => {
              const { counts, figures, lateMs, tookMs } = few[index % few.length]!;
              const atMs = startMs + index * stepMs + lateMs;
              return makeSample(atMs, counts, {
                tookMs,
                figures: figures ? makeFigures({ ...figures, startMs: 7 }) : null,
              });
            });
            const engine = await own.open();
            await append(engine, samples.slice(0, samples.length / 2));
            await engine.close();
            const again = await own.open();
            await append(again, samples.slice(samples.length / 2));
            const { histories, account } = await readRange(again, everything);
            expect(account.samples).toBe(samples.length);
            expectSame(histories[0], samples);
          } finally {
            await own.remove();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  /** Every value of the answer is that of the sample in its place. */
  function expectSame(history: TargetHistory | undefined, samples: readonly Sample[]): void {
    const ordered = samples.map((sample, index) => ({ sample, index }));
    ordered.sort((a, b) => a.sample.atMs - b.sample.atMs || a.index - b.index);
    const plain = ordered.map(({ sample }) => sample);
    expect([...history!.timesMs]).toEqual(plain.map(({ atMs }) => atMs));
    expect([...history!.goroutines.last]).toEqual(plain.map(({ goroutines }) => goroutines));
    expect([...history!.tookMs.most]).toEqual(plain.map(({ tookMs }) => tookMs));
    const names = ['a', 'b', 'c', 'd'].filter((name) => plain.some((sample) => countIn(sample, name) > 0));
    expect(listCounts(history)).toEqual(
      Object.fromEntries(names.map((name) => [name, plain.map((sample) => countIn(sample, name))])),
    );
    const cpu = plain.map(({ figures }) => figures?.values.cpuSeconds ?? NaN);
    expect(history!.figures.cpuSeconds ? [...history!.figures.cpuSeconds.last] : cpu.map(() => NaN)).toEqual(cpu);
  }

  it('answers steps as a plain count of the samples in each would', async () => {
    const gap = fc.integer({ min: 0, max: 120_000 });
    const sample = fc.record({ gap, a: fc.nat(50), b: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 10_000, max: 200_000 }),
        fc.integer({ min: 0, max: 150_000 }),
        async (list, step, holdMs) => {
          const own = makeHistoryFile();
          try {
            let atMs = startMs;
            const samples = list.map(({ gap, a, b }) => makeSample((atMs += gap), { a, b }));
            const engine = await own.open();
            await append(engine, samples);
            const firstMs = startMs + 100_000;
            const points = 20;
            const { histories } = await readRange(engine, { every: 'step', firstMs, stepMs: step, points, holdMs });
            expectSteps(histories[0], samples, { firstMs, stepMs: step, points, holdMs });
          } finally {
            await own.remove();
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  function expectSteps(
    history: TargetHistory | undefined,
    samples: readonly Sample[],
    grid: { readonly firstMs: number; readonly stepMs: number; readonly points: number; readonly holdMs: number },
  ): void {
    const expected = Array.from({ length: grid.points }, (_, index) => {
      const endMs = grid.firstMs + index * grid.stepMs;
      const inside = samples.filter(({ atMs }) => atMs > endMs - grid.stepMs && atMs <= endMs);
      const before = samples.filter(({ atMs }) => atMs <= endMs && atMs >= endMs - grid.holdMs).at(-1);
      const shown = inside.length > 0 ? inside : before ? [before] : [];
      const counts = shown.map((sample) => countIn(sample, 'a'));
      return shown.length === 0
        ? [0, NaN, NaN, NaN]
        : [inside.length, counts.at(-1), Math.min(...counts), Math.max(...counts)];
    });
    const isEmpty = expected.every(([, last]) => Number.isNaN(last));
    const series = history?.series.find(({ stack }) => stack.function === 'shop/cart.a');
    if (isEmpty) return expect(history).toBeUndefined();
    if (series === undefined) return expect(expected.every(([, , , most]) => !((most ?? 0) > 0))).toBe(true);
    const { last, least, most } = series.counts;
    expect(expected.map((_, index) => [history?.samples[index], last[index], least[index], most[index]])).toEqual(
      expected,
    );
  }

  it('shows a gap as a gap and a stack that is gone as 0', async () => {
    const engine = await file.open();
    await append(engine, [makeSample(startMs, { a: 5, b: 1 }), makeSample(startMs + 15_000, { b: 1 })]);
    await append(engine, [makeSample(startMs + 120_000, { a: 7, b: 1 })]);
    const step = { every: 'step', firstMs: startMs, stepMs: 15_000, points: 9, holdMs: 30_000 } as const;
    const { histories } = await readRange(engine, step);
    expect(listCounts(histories[0])['a']).toEqual([5, 0, 0, 0, NaN, NaN, NaN, NaN, 7]);
    expect([...histories[0]!.samples]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('counts growth within each life of a process', async () => {
    const engine = await file.open();
    const life = (start: number, build: string) => ({ figures: makeFigures({ startMs: start, build }) });
    await append(engine, [
      makeSample(startMs, { a: 10 }, life(1, 'v1')),
      makeSample(startMs + 15_000, { a: 40 }, life(1, 'v1')),
      makeSample(startMs + 30_000, { a: 2 }, life(900_000, 'v1')),
      makeSample(startMs + 45_000, { a: 7 }, life(900_000, 'v1')),
      makeSample(startMs + 60_000, { a: 1 }, life(1_800_000, 'v2')),
    ]);
    const { histories } = await readRange(engine, everything);
    expect(histories[0]?.series[0]?.change).toBe(30 + 5);
    expect(histories[0]?.livedMs).toBe(30_000);
    expect(histories[0]?.lives.map(({ fromMs, build }) => [fromMs - startMs, build])).toEqual([
      [0, 'v1'],
      [30_000, 'v1'],
      [60_000, 'v2'],
    ]);
    const step = { every: 'step', firstMs: startMs + 60_000, stepMs: 60_000, points: 1, holdMs: 0 } as const;
    const stepped = await readRange(engine, step);
    expect(stepped.histories[0]?.series[0]?.change).toBe(5);
    const events = await engine.readEvents({ targets: [], fromMs: 0, toMs: Infinity }, new AbortController().signal);
    expect(events.ok && events.value.map(({ kind, atMs }) => [kind, atMs - startMs])).toEqual([
      ['restart', 30_000],
      ['build', 60_000],
    ]);
  });

  it('knows a process again after its own restart', async () => {
    const figures = makeFigures({ cpuSeconds: 100 });
    const engine = await file.open();
    await append(engine, [makeSample(startMs, { a: 1 }, { figures })]);
    await engine.close();
    const again = await file.open();
    await append(again, [makeSample(startMs + 15_000, { a: 2 }, { figures: makeFigures({ cpuSeconds: 101 }) })]);
    await append(again, [makeSample(startMs + 30_000, { a: 2 }, { figures: makeFigures({ cpuSeconds: 1 }) })]);
    const { histories } = await readRange(again, everything);
    expect(histories[0]?.lives).toHaveLength(2);
  });

  it('answers a moment of the past with whole stacks, labels and figures', async () => {
    const engine = await file.open();
    const labelled = [{ stack: makeStack('a', 'chan send'), labels: { tenant: 'acme' }, count: 3 }];
    await append(engine, [
      makeSample(
        startMs,
        {},
        { groups: [...makeGroups({ a: 2 }), ...labelled], figures: makeFigures({ heapBytes: 12 }) },
      ),
      makeSample(startMs + 15_000, { a: 9 }),
    ]);
    const [moment] = await readMoment(engine, { atMs: startMs + 14_999 });
    expect(moment).toMatchObject({ atMs: startMs, figures: { heapBytes: 12, requests: null } });
    expect(moment?.groups).toEqual([...makeGroups({ a: 2 }), ...labelled]);
    expect(await readMoment(engine, { atMs: startMs - 1 })).toEqual([]);
    expect(await readMoment(engine, { atMs: startMs + 400_000, maxAgeMs: 60_000 })).toEqual([]);
  });

  it('keeps targets, kinds of profiles and labels apart', async () => {
    const engine = await file.open();
    const other = { service: 'shop', instance: 'b:6060' };
    await append(engine, [
      makeSample(startMs, { a: 1 }),
      makeSample(startMs, { a: 2 }, { target: other }),
      makeSample(startMs, { a: 3 }, { kind: 'goroutineleak' }),
    ]);
    const { histories } = await readRange(engine, everything, {
      targets: [{ label: 'instance', op: '=~', value: 'b.*' }],
    });
    expect(histories.map(({ target }) => target.labels)).toEqual([other]);
    expect(listCounts(histories[0])).toEqual({ a: [2] });
    const leaks = await readRange(engine, everything, { kind: 'goroutineleak' });
    expect(leaks.histories.map(listCounts)).toEqual([{ a: [3] }]);
    const known = await engine.listTargets([]);
    expect(known.ok && known.value.map(({ labels }) => labels['instance'])).toEqual(['a:6060', 'b:6060']);
  });

  it('says from when on there is data', async () => {
    const engine = await file.open();
    expect((await readRange(engine, everything)).account.dataFromMs).toBeNull();
    await append(engine, [makeSample(startMs + 5, { a: 1 })]);
    const { account } = await readRange(engine, { every: 'sample', fromMs: 0, toMs: startMs });
    expect(account).toMatchObject({ targets: 0, samples: 0, dataFromMs: startMs + 5 });
    expect(engine.status()).toMatchObject({
      engine: 'embedded',
      state: 'writing',
      targets: 1,
      dataFromMs: startMs + 5,
    });
  });

  it('takes equal stamps and a clock that is set back without losing a sample', async () => {
    const engine = await file.open();
    const times = [0, 0, 86_400_000, -3_600_000, 15_000];
    await append(
      engine,
      times.map((late, index) => makeSample(startMs + late, { a: index + 1 })),
    );
    const { histories } = await readRange(engine, everything);
    expect([...histories[0]!.timesMs].map((timeMs) => timeMs - startMs)).toEqual([...times].sort((a, b) => a - b));
    expect(listCounts(histories[0])).toEqual({ a: [4, 1, 2, 5, 3] });
  });

  it('narrows to the stacks asked for', async () => {
    const engine = await file.open();
    await append(engine, [makeSample(startMs, { a: 1, b: 2 })]);
    const { histories } = await readRange(engine, everything, { fingerprints: new Set([makeStack('b').fingerprint]) });
    expect(listCounts(histories[0])).toEqual({ b: [2] });
  });

  it('shows the line numbers of a newer build once the old ones are an hour old', async () => {
    const engine = await file.open();
    const at = (atMs: number, line: number) =>
      makeSample(atMs, {}, { groups: [{ stack: makeStack('a', 'select', line), labels: {}, count: 1 }] });
    await append(engine, [at(startMs, 10), at(startMs + 60_000, 12)]);
    expect((await readMoment(engine, { atMs: startMs + 60_000 }))[0]?.groups[0]?.stack.location).toBe('cart.go:10');
    await append(engine, [at(startMs + 3_600_000, 14)]);
    expect((await readMoment(engine, { atMs: startMs + 3_600_000 }))[0]?.groups[0]?.stack).toEqual(
      makeStack('a', 'select', 14),
    );
  });

  it('refuses a wrong expression, naming the field', async () => {
    const engine = await file.open();
    const answer = await engine.listTargets([{ label: 'instance', op: '=~', value: '(' }]);
    expect(answer).toMatchObject({ ok: false, problem: { field: 'targets[0].value' } });
  });

  it('stops reading when nobody waits any more', async () => {
    const engine = await file.open();
    await append(engine, [makeSample(startMs, { a: 1 })]);
    const signal = AbortSignal.abort();
    const question = { kind: 'goroutine', targets: [], resolution: everything } as const;
    await expect(engine.readRange(question, () => {}, signal)).rejects.toThrow(/abort/i);
  });

  it('keeps the onset of a leak', async () => {
    const engine = await file.open();
    const onset = {
      kind: 'onset',
      target: { service: 'shop', instance: 'a:6060' },
      atMs: startMs,
      fingerprint: makeStack('a').fingerprint,
      state: 'select',
      function: 'shop/cart.a',
      grade: 'likely',
      cause: null,
      noticedMs: startMs + 60_000,
      evidence: {
        sentences: ['Rose in 58 of 60 samples.'],
        count: 70,
        states: [{ state: 'select', count: 70 }],
        growthPerMinute: 1,
        instances: 1,
        instancesOf: 1,
        frames: [{ function: 'shop/cart.a', file: '/src/shop/cart/cart.go', line: 10 }],
        framesOf: 1,
      },
    } as const;
    expect(await engine.appendOnset(onset)).toEqual({ outcome: 'kept' });
    const events = await engine.readEvents(
      { targets: [], fromMs: startMs, toMs: startMs },
      new AbortController().signal,
    );
    expect(events).toEqual({ ok: true, value: [onset] });
  });

  it('seals long chunks into blocks, so that a restart has little to read', async () => {
    const engine = await file.open();
    const many = Array.from({ length: 2 * pointsPerBlock }, (_, index) =>
      makeSample(startMs + index * stepMs, { a: index }),
    );
    await append(engine, many);
    await append(engine, [makeSample(startMs + many.length * stepMs, { a: 0 })]);
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: true });
    const open = db.find<{ rows: number }>(
      'SELECT count(*) AS rows FROM recent JOIN stream ON stream.id = stream AND seq > sealed_seq',
    );
    db.close();
    expect(open?.rows).toBeLessThan(pointsPerBlock);
    const { histories } = await readRange(await file.open(), everything);
    expect(listCounts(histories[0])['a']).toEqual([...many.keys(), 0]);
  });

  it('keeps the same in memory, where it is gone with the process', async () => {
    const engine = await file.open({ path: undefined });
    await append(engine, [makeSample(startMs, { a: 1 })]);
    expect(engine.status()).toMatchObject({ engine: 'memory', state: 'writing', targets: 1 });
    expect(listCounts((await readRange(engine, everything)).histories[0])).toEqual({ a: [1] });
  });
});
