import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRandom } from '../../../../tests/bench/history/service-load.ts';
import { judgeLocks } from '../../../../tests/causes/judge-locks.ts';
import type { DumpFacts } from '../../../core/analysis/suspects/dump-facts.ts';
import type { LockTrouble } from '../../../core/analysis/wait-for/model.ts';
import { openSampleLives, type SampleLives } from '../sample-lives.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { makeHistoryFile, type HistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeFigures, makeSample, makeStack, startMs } from '../testing/samples.ts';
import type { Fingerprint } from '../../../core/stack/model.ts';
import type { HistoryEngine, HistoryEvent, Sample, SampleGroup } from '../port.ts';
import { openJudge, type Judge } from './judge.ts';
import type { JudgeRules } from './rules.ts';

// Hours pass in these tests, sample by sample.
jest.setTimeout(60_000);

const minute = 60_000;
const hour = 60 * minute;
const recordedLocks = join(__dirname, '../../../../tests/causes/recorded/locks/go1.26');
const fingerprintOf = (name: string) => makeStack(name).fingerprint;
const never = new AbortController().signal;
const now = { per: ['service'], targets: [], atMs: undefined, maxWaitMs: 20_000, signal: never } as const;

let file: HistoryFile;
let clock: FakeClock;
let engine: HistoryEngine;
let judge: Judge;
let lives: SampleLives;
let heard: (readonly [name: string, grade: string])[];
let rules: JudgeRules;

beforeEach(async () => {
  rules = {
    intervalMs: minute,
    isSampling: true,
    maxBytes: 2 ** 30,
    maxPastTargets: 50,
    memoryLimitBytes: undefined,
    goroutineLimit: undefined,
  };
  heard = [];
  file = makeHistoryFile();
  clock = createFakeClock(startMs);
  engine = await file.open();
  judge = start();
});

afterEach(async () => {
  await judge.close();
  await file.remove();
});

function start(): Judge {
  lives = openSampleLives(Promise.resolve({ ok: true, value: engine }));
  return openJudge({
    engine: Promise.resolve({ ok: true, value: engine }),
    clock,
    rules: () => rules,
    onOnset: ({ function: name, grade }) => heard.push([name, grade]),
    onBug: (error) => {
      throw error;
    },
  });
}

/** Another process takes over the same file. */
async function restart(): Promise<void> {
  await judge.close();
  await engine.close();
  engine = await file.open();
  judge = start();
}

async function pushWhole(sample: Sample): Promise<void> {
  const { told } = await judge.push(sample);
  await told;
}

/** One sample a minute, kept and judged as the sampler does it. */
async function sampleMinutes(
  minutes: number,
  count: (minute: number) => Readonly<Record<string, number>>,
  more: Parameters<typeof makeSample>[2] = {},
): Promise<void> {
  for (let index = 0; index < minutes; index++) {
    await clock.advance(minute);
    file.nowMs = clock.nowMs();
    const sample = await lives.place(makeSample(clock.nowMs(), count(index), more));
    await engine.append([sample]);
    await pushWhole(sample);
  }
}

async function read(question: Parameters<Judge['judge']>[0] = now) {
  const judged = await judge.judge(question);
  if (!judged.ok) throw new Error(judged.problem.message);
  return judged.value;
}

const grades = async (question?: Parameters<Judge['judge']>[0]) =>
  (await read(question)).verdicts.suspects.map(({ function: name, grade }) => [name, grade]);

/** One goroutine a minute that nobody ever woke. */
function waitsOf(name: string, minutes: number): DumpFacts['waits'] {
  const buckets = Array.from({ length: minutes }, (_, index) => ({
    minutes: index + 1,
    count: 1,
    meanNumber: 10_000 - 20 * index,
    variance: 0,
  }));
  const stacks = new Map([[fingerprintOf(name), { goroutines: minutes, leaked: 0, buckets }]]);
  return { goroutines: minutes + 5, newestNumber: 10_000, stacks };
}

async function listOnsets(): Promise<readonly HistoryEvent[]> {
  const events = await engine.readEvents({ targets: [], fromMs: 0, toMs: 8e15 }, never);
  if (!events.ok) throw new Error(events.problem.message);
  return events.value.filter(({ kind }) => kind === 'onset');
}

describeWithSqlite('verdicts of a data source', () => {
  it('continue after a kill from their checkpoint, and read minutes of history instead of days', async () => {
    await sampleMinutes(70, (index) => ({ leak: 10 + index, pool: 5 }));
    const before = await read();
    const readRange = jest.spyOn(engine, 'readRange');
    judge = start();
    const after = await read();
    expect(after.verdicts).toEqual(before.verdicts);
    expect(after.fromMs).toEqual(before.fromMs);
    const points = readRange.mock.calls.map(([{ resolution }]) =>
      resolution.every === 'step' ? resolution.points : 0,
    );
    expect(Math.max(...points)).toBeLessThanOrEqual(7);
    await sampleMinutes(5, (index) => ({ leak: 80 + index, pool: 5 }));
    expect((await read()).verdicts.suspects[0]).toMatchObject({
      grade: 'likely',
      count: 84,
      sinceMs: before.verdicts.suspects[0]?.sinceMs,
    });
  });

  it('are replayed if the checkpoint is of another version', async () => {
    await sampleMinutes(70, (index) => ({ leak: 10 + index, pool: 5 }));
    const before = await grades();
    await judge.close();
    await engine.close();
    engine = await file.open({ version: '1.2.4' });
    judge = start();
    const readRange = jest.spyOn(engine, 'readRange');
    expect(await grades()).toEqual(before);
    const points = readRange.mock.calls.map(([{ resolution }]) =>
      resolution.every === 'step' ? resolution.points : 0,
    );
    expect(Math.max(...points)).toBeGreaterThan(60);
  });

  it('come with the samples: a rise, then a sign, then a leak', async () => {
    await sampleMinutes(20, (index) => ({ leak: 10 + index, pool: 5 }));
    expect(await grades()).toEqual([['shop/cart.leak', 'rising']]);
    await sampleMinutes(15, (index) => ({ leak: 30 + index, pool: 5 }));
    expect(await grades()).toEqual([['shop/cart.leak', 'watch']]);
    await sampleMinutes(40, (index) => ({ leak: 45 + index, pool: 5 }));
    expect(await grades()).toEqual([['shop/cart.leak', 'likely']]);
  });

  it('tell of a fast rise with its third sample, so that its process is dumped while it is small', async () => {
    for (let index = 0; index < 4; index++) {
      await clock.advance(5_000);
      file.nowMs = clock.nowMs();
      const sample = await lives.place(makeSample(clock.nowMs(), { leak: 20 * index, pool: 5 }));
      await engine.append([sample]);
      await pushWhole(sample);
      if (index < 2) expect(heard).toEqual([]);
    }
    expect(heard).toEqual([['shop/cart.leak', 'rising']]);
  });

  it('take the waits of a dump that was taken beside the samples, once there is a sample', async () => {
    const dump = { atMs: startMs, waits: waitsOf('leak', 200), troubles: [] };
    await judge.learnDump({ service: 'shop', instance: 'a:6060' }, dump);
    await sampleMinutes(1, () => ({ leak: 200, pool: 100 }));
    expect(await grades()).toEqual([]);
    await judge.learnDump({ service: 'shop', instance: 'a:6060' }, dump);
    const [suspect] = (await read()).verdicts.suspects;
    expect(suspect).toMatchObject({
      function: 'shop/cart.leak',
      grade: 'likely',
      growthPerMinute: expect.closeTo(1, 1),
    });
    expect(suspect?.sinceMs).toBeLessThan(startMs - 3 * hour);
    await sampleMinutes(1, () => ({ leak: 20, pool: 100 }));
    expect(await grades()).toEqual([]);
  });

  it('keep the locks of such a dump while all who were stuck are there', async () => {
    const found = judgeLocks(readFileSync(join(recordedLocks, 'lock-order/two-types.txt')));
    const trouble: LockTrouble = {
      ...found[0]!,
      fingerprint: fingerprintOf('leak'),
      fingerprints: [fingerprintOf('leak')],
    };
    await sampleMinutes(1, () => ({ leak: trouble.waiting, pool: 5 }));
    const dump = { atMs: startMs, waits: { goroutines: 9, newestNumber: 9, stacks: new Map() }, troubles: [trouble] };
    await judge.learnDump({ service: 'shop', instance: 'a:6060' }, dump);
    await sampleMinutes(2, () => ({ leak: trouble.waiting + 3, pool: 5 }));
    expect((await read()).verdicts.suspects).toMatchObject([{ grade: 'proven', cause: 'lock-order', locks: trouble }]);
    await sampleMinutes(1, () => ({ leak: trouble.waiting - 2, pool: 5 }));
    expect(await grades()).toEqual([]);
  });

  it('read a kept dump again where a start has to replay history, in its place between the samples', async () => {
    const text = readFileSync(join(recordedLocks, 'lock-order/two-types.txt'));
    const [trouble] = judgeLocks(text);
    const counts = Object.fromEntries(trouble!.fingerprints.map((fingerprint) => [fingerprint, trouble!.waiting]));
    const make = () => {
      const sample = makeSample(clock.nowMs(), { pool: 5 });
      const [{ stack }] = sample.groups as [SampleGroup];
      const stuck = Object.entries(counts).map(([fingerprint, count]) => ({
        stack: { ...stack, fingerprint: fingerprint as Fingerprint, function: fingerprint },
        labels: {},
        count,
      }));
      return { ...sample, groups: [...sample.groups, ...stuck] };
    };
    const sampleOne = async () => {
      await clock.advance(minute);
      file.nowMs = clock.nowMs();
      const sample = await lives.place(make());
      await engine.append([sample]);
      await pushWhole(sample);
    };
    await sampleOne();
    const target = { service: 'shop', instance: 'a:6060' };
    await clock.advance(1_000);
    await engine.evidence!.keep({
      target,
      atMs: clock.nowMs(),
      fingerprint: trouble!.fingerprint,
      function: 'main.note',
      grade: 'rising',
      profile: { labels: target, atMs: clock.nowMs(), goroutines: 9, groups: [] },
      dump: { text, goroutines: 9, tookMs: 1, cut: false },
      noDump: null,
    });
    await sampleOne();
    expect(await grades()).toEqual([]);
    await restart();
    expect((await read()).verdicts.suspects).toMatchObject([{ grade: 'proven', locks: { cause: 'lock-order' } }]);
    for (const fingerprint of Object.keys(counts)) counts[fingerprint] = 0;
    await sampleOne();
    await engine.checkpoints!.forget(target);
    await restart();
    expect(await grades()).toEqual([]);
  });

  it('are computed again with a sample of their targets, and with no other', async () => {
    const grow = (index: number) => ({ leak: 10 + index, pool: 5 });
    await sampleMinutes(70, grow);
    const question = (service: string) =>
      ({ ...now, targets: [{ label: 'service', op: '=', value: service }] }) as const;
    const before = (await read(question('shop'))).verdicts;
    expect(before.suspects).toMatchObject([{ count: 79 }]);
    const other = makeSample(clock.nowMs(), { leak: 3 }, { target: { service: 'cart', instance: 'pod-9' } });
    await pushWhole(other);
    expect((await read(question('shop'))).verdicts).toBe(before);
    const newer = makeSample(clock.nowMs() + 1, { leak: 500, pool: 5 });
    await pushWhole(newer);
    expect((await read(question('shop'))).verdicts.suspects).toMatchObject([{ count: 500 }]);
  });

  it('survive a restart of the process, from what is kept', async () => {
    await sampleMinutes(90, (index) => ({ leak: 10 + index, pool: 5 }), {
      figures: makeFigures({ startMs: startMs - hour }),
    });
    const before = (await read()).verdicts.suspects;
    expect(before).toMatchObject([{ grade: 'likely', count: 99, growthPerMinute: expect.closeTo(1, 1) }]);
    await restart();
    expect((await read()).verdicts.suspects).toMatchObject([
      { grade: 'likely', count: 99, growthPerMinute: expect.closeTo(1, 1), sinceMs: before[0]?.sinceMs },
    ]);
    await sampleMinutes(1, () => ({ leak: 100, pool: 5 }));
    expect((await read()).verdicts.suspects).toMatchObject([{ grade: 'likely', count: 100 }]);
  });

  it('are the same after a kill at any moment, also those of a rise that has ended', async () => {
    rules = { ...rules, intervalMs: 30_000 };
    const random = makeRandom(5);
    let leak = 10;
    let wave = 30;
    let burst = 5;
    for (let index = 1; index <= 240; index++) {
      // Not quite regularly.
      await clock.advance(29_500 + Math.floor(random() * 1_000));
      file.nowMs = clock.nowMs();
      leak += random() < 0.4 ? 1 : 0;
      wave = Math.max(0, wave + Math.round((random() - 0.5) * 8));
      // It rises for four minutes of twenty, and stays a while.
      burst = index % 40 < 8 ? burst + 2 : index % 40 === 30 ? 5 : burst;
      const round: Sample[] = [];
      // A start reads the targets in another order than they came.
      for (const instance of index % 2 === 0 ? ['c', 'a', 'b'] : ['b', 'c', 'a']) {
        const more = { target: { service: 'shop', instance }, figures: makeFigures({ startMs }) };
        const counts = { leak, wave, burst: burst + Math.round(random() * 2), pool: 5 };
        round.push(await lives.place(makeSample(clock.nowMs() - 2 + round.length, counts, more)));
      }
      await engine.append(round);
      for (const sample of round) await pushWhole(sample);
      if (index % 9 > 0) continue;
      const before = await read();
      // The killed one is not closed, so it stores nothing more.
      judge = start();
      expect((await read()).verdicts).toEqual(before.verdicts);
    }
  });

  it('tell of a restart of the target after a restart of their own', async () => {
    const life = (startedMs: number) => ({ figures: makeFigures({ startMs: startedMs, build: 'v1' }) });
    await sampleMinutes(70, () => ({ leak: 10 }), life(startMs - hour));
    await sampleMinutes(70, (index) => ({ leak: index }), life(startMs + 70 * minute));
    await restart();
    expect((await read()).verdicts.suspects).toMatchObject([
      { function: 'shop/cart.leak', grade: 'likely', changed: { kind: 'restart' } },
    ]);
  });

  it('are reported once, with their evidence, however often the process restarts', async () => {
    await sampleMinutes(80, (index) => ({ leak: 10 + index, pool: 5 }));
    await restart();
    await sampleMinutes(10, (index) => ({ leak: 90 + index, pool: 5 }));
    await restart();
    await sampleMinutes(10, (index) => ({ leak: 100 + index, pool: 5 }));
    const onsets = await listOnsets();
    expect(onsets).toEqual([
      expect.objectContaining({
        kind: 'onset',
        target: { service: 'shop', instance: 'a:6060' },
        function: 'shop/cart.leak',
        grade: 'likely',
        evidence: expect.objectContaining({
          sentences: expect.arrayContaining([expect.stringContaining('hardly ever fell')]),
          frames: expect.arrayContaining([{ function: 'shop/cart.leak', file: '/src/shop/cart/cart.go', line: 10 }]),
        }),
      }),
    ]);
    const [onset] = onsets;
    // The mark stands where it began, and says when that was known.
    expect(onset?.atMs).toBeLessThan(startMs + 5 * minute);
    expect(onset?.kind === 'onset' && onset.noticedMs).toBeGreaterThanOrEqual(startMs + hour);
  });

  it('are told later where the disk is full when they are due', async () => {
    const { appendOnset } = engine;
    const problem = { code: 'history_full', status: 507, source: 'plugin', message: 'The disk is full.' } as const;
    let refused = 0;
    const refuse: HistoryEngine['appendOnset'] = () => {
      refused++;
      return Promise.resolve({ outcome: 'dropped', problem });
    };
    engine = { ...engine, appendOnset: refuse };
    await judge.close();
    judge = start();
    await sampleMinutes(80, (index) => ({ leak: 10 + index }));
    expect(refused).toBeGreaterThan(5);
    expect(await listOnsets()).toEqual([]);
    Object.assign(engine, { appendOnset });
    await sampleMinutes(5, (index) => ({ leak: 90 + index }));
    expect(await listOnsets()).toHaveLength(1);
  });

  it('keep no verdict waiting while they are stored', async () => {
    let release = (): void => undefined;
    const stored = new Promise<void>((resolve) => (release = resolve));
    let asked = 0;
    const { appendOnset } = engine;
    const wait: HistoryEngine['appendOnset'] = async (onset) => {
      asked++;
      await stored;
      return appendOnset(onset);
    };
    engine = { ...engine, appendOnset: wait };
    await judge.close();
    judge = start();
    for (let index = 0; index < 80; index++) {
      await clock.advance(minute);
      file.nowMs = clock.nowMs();
      const sample = await lives.place(makeSample(clock.nowMs(), { leak: 10 + index }));
      await engine.append([sample]);
      await judge.push(sample);
    }
    expect(asked).toBe(1);
    expect(await grades()).toEqual([['shop/cart.leak', 'likely']]);
    expect(await listOnsets()).toEqual([]);
    release();
    await judge.close();
    expect(await listOnsets()).toHaveLength(1);
  });

  it('tell at once who rises fast, and again when it is judged to leak', async () => {
    await sampleMinutes(12, (index) => ({ leak: 10 + 15 * index, slow: 5 + index, pool: 5 }));
    expect(heard).toEqual([['shop/cart.leak', 'rising']]);
    await sampleMinutes(70, (index) => ({ leak: 190 + 15 * index, slow: 17 + index, pool: 5 }));
    expect(heard).toContainEqual(['shop/cart.leak', 'likely']);
    expect(heard).toContainEqual(['shop/cart.slow', 'likely']);
    expect(heard).toHaveLength(3);
  });

  it('leave out goroutines that are proven once', async () => {
    await sampleMinutes(70, () => ({ pool: 5 }));
    await pushWhole(makeSample(clock.nowMs() + 1, { pool: 1 }, { kind: 'goroutineleak' }));
    expect((await read()).verdicts.suspects).toMatchObject([{ grade: 'proven', once: true }]);
    await sampleMinutes(3, () => ({ pool: 5 }));
    expect(await listOnsets()).toEqual([]);
  });

  it('of the past are those of that time', async () => {
    await sampleMinutes(40, (index) => ({ leak: 10 + index }));
    const thenMs = clock.nowMs();
    await sampleMinutes(60, (index) => ({ leak: 50 + index }));
    await clock.advance(3 * hour);
    expect(await grades({ ...now, atMs: thenMs })).toEqual([['shop/cart.leak', 'watch']]);
    expect(await grades({ ...now, atMs: thenMs + 60 * minute })).toEqual([['shop/cart.leak', 'likely']]);
    expect(await grades({ ...now, atMs: startMs - hour })).toEqual([]);
  });

  it('of the past are refused for more targets than can be judged again, naming the bound', async () => {
    rules = { ...rules, maxPastTargets: 1 };
    await sampleMinutes(2, () => ({ a: 1 }));
    await sampleMinutes(2, () => ({ a: 1 }), { target: { service: 'shop', instance: 'b:6060' } });
    const judged = await judge.judge({ ...now, atMs: clock.nowMs() });
    expect(judged).toMatchObject({ ok: false, problem: { field: 'targets', status: 422 } });
    expect(judged.ok ? '' : judged.problem.message).toContain(
      'at most 1 targets (the bound "Most targets judged anew for a past range"), and 2 match',
    );
  });

  it('follow what another process samples', async () => {
    rules = { ...rules, isSampling: false };
    await restart();
    for (let index = 0; index < 80; index++) {
      await clock.advance(minute);
      await engine.append([makeSample(clock.nowMs(), { leak: 10 + index })]);
      if (index === 20) expect(await grades()).toEqual([['shop/cart.leak', 'rising']]);
    }
    expect(await grades()).toEqual([['shop/cart.leak', 'likely']]);
    expect(await listOnsets()).toEqual([]);
  });

  it('see a restart between two looks at what another process samples', async () => {
    rules = { ...rules, isSampling: false };
    await restart();
    for (let index = 0; index < 170; index++) {
      await clock.advance(minute);
      const age = index < 75 ? index : index - 75;
      const figures = makeFigures({ cpuSeconds: 5 + age * 2 });
      await engine.append([
        await lives.place(makeSample(clock.nowMs(), { leak: index < 75 ? 30 : 3 + age }, { figures })),
      ]);
      await read();
    }
    expect((await read()).verdicts.suspects).toMatchObject([{ grade: 'likely', changed: { kind: 'restart' } }]);
  });

  it('are about the targets asked for', async () => {
    const b = { target: { service: 'mail', instance: 'b:6060' } };
    for (let index = 0; index < 80; index++) {
      await sampleMinutes(1, () => ({ leak: 10 + index }));
      const other = makeSample(clock.nowMs(), { pool: 7 }, b);
      await engine.append([other]);
      await pushWhole(other);
    }
    const of = (service: string) => ({ ...now, targets: [{ label: 'service', op: '=' as const, value: service }] });
    expect(await grades(of('shop'))).toEqual([['shop/cart.leak', 'likely']]);
    expect(await grades(of('mail'))).toEqual([]);
    expect((await read({ ...now, per: ['instance'] })).verdicts.suspects).toMatchObject([
      { per: { instance: 'a:6060' } },
    ]);
  });

  it('are bounded: small stacks are left out, with a notice', async () => {
    rules = { ...rules, maxBytes: 60_000 };
    const small = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, 1]));
    await sampleMinutes(75, (index) => ({ ...small, leak: 600 + index }));
    const { verdicts, notices } = await read();
    expect(verdicts.suspects).toMatchObject([{ function: 'shop/cart.leak', grade: 'likely' }]);
    expect(notices).toEqual([
      {
        severity: 'warning',
        text: expect.stringMatching(/^The growth of \d+ stacks with few goroutines is not judged/),
      },
    ]);
  });
});
