import { setImmediate as turn } from 'node:timers/promises';
import { dayMs, hourMs, minuteMs } from '../../../core/agreed-times.ts';
import { succeed } from '../../../core/problem.ts';
import type { UnplacedSample } from '../../../core/sample/model.ts';
import { openJudge, type Judge } from '../judging/judge.ts';
import type { HistoryEngine } from '../port.ts';
import { createPyroscopeApi } from '../pyroscope/api.ts';
import { openSampleLives, type SampleLives } from '../sample-lives.ts';
import { createServerCallerForTests } from '../testing/call-server.ts';
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts';
import { everything, makeHistoryFile, readRange, type HistoryFile } from '../testing/history-file.ts';
import { scraped, startPyroscopeStub, type PyroscopeStub } from '../testing/pyroscope-stub.ts';
import { describeWithSqlite, makeFigures, makeSample, startMs } from '../testing/samples.ts';
import { openLookBack, type LookBack } from './look-back.ts';
import { createPyroscopePast } from './pyroscope-past.ts';

jest.setTimeout(60_000);

const target = { service: 'shop', instance: '10.0.0.7:6060' };
const never = new AbortController().signal;
const leaking = ['runtime.gopark', 'runtime.chansend', 'runtime.chansend1', 'main.leak', 'main.serve'];

describeWithSqlite('a Pyroscope as the past of a fresh install', () => {
  let stub: PyroscopeStub;
  let file: HistoryFile;
  let clock: FakeClock;
  let engine: HistoryEngine;
  let judge: Judge;
  let lives: SampleLives;
  let lookBack: LookBack;

  beforeEach(async () => {
    stub = await startPyroscopeStub();
    // A day of profiles every quarter of a minute, of which one in five minutes is read.
    stub.profiles = Array.from({ length: 24 * 60 * 4 }, (_, index) => {
      const atMs = startMs - dayMs + index * 15_000;
      const count = 10 + Math.floor(index / 20);
      return {
        id: `p${index}`,
        type: scraped,
        labels: { service_name: 'shop', instance: '10.0.0.7:6060' },
        atMs,
        stacks: [{ frames: leaking, count }],
      };
    });
    stub.profiles.push({
      ...stub.profiles[0]!,
      id: 'other',
      labels: { service_name: 'shop', instance: '10.0.0.8:6060' },
    });
    file = makeHistoryFile();
    clock = createFakeClock(startMs);
    engine = await file.open();
    const opening = Promise.resolve(succeed(engine));
    lives = openSampleLives(opening);
    judge = openJudge({
      engine: opening,
      clock,
      rules: () => ({
        intervalMs: 30_000,
        isSampling: true,
        maxBytes: 2 ** 30,
        maxPastTargets: 50,
        memoryLimitBytes: undefined,
        goroutineLimit: undefined,
      }),
      onBug: fail,
    });
    const api = createPyroscopeApi({
      base: new URL(stub.url),
      tenant: undefined,
      call: createServerCallerForTests(),
      timeoutMs: 5_000,
      maxBytes: 2 ** 24,
    });
    const past = createPyroscopePast(api, [], () => ({ ownCode: [], labelKeys: [], groupsLimit: 1_000 }));
    lookBack = openLookBack({
      pasts: [past],
      engine: opening,
      judge,
      nowMs: clock.nowMs,
      retentionMs: 15 * dayMs,
      onBug: fail,
    });
  });
  afterEach(async () => {
    await lookBack.close();
    await judge.close();
    await file.remove();
    await stub.close();
  });

  function fail(error: unknown): never {
    throw error;
  }

  async function sample(count: number, figures: UnplacedSample['figures'] = null): Promise<void> {
    await clock.advance(30_000);
    file.nowMs = clock.nowMs();
    const placed = await lives.place(makeSample(clock.nowMs(), { other: count }, { target, figures }));
    await engine.append([placed]);
    await (
      await judge.push(placed)
    ).told;
  }

  async function backfill(): Promise<void> {
    lookBack.look([target]);
    // One profile in five minutes of a day, and the sample of now.
    for (let turns = 0; turns < 20_000; turns++) {
      const { account } = await readRange(engine, everything);
      if (account.samples >= 289) return;
      await turn();
    }
    throw new Error('Nothing was backfilled.');
  }

  const judged = async () => {
    const read = await judge.judge({
      per: ['service'],
      targets: [],
      atMs: undefined,
      maxWaitMs: 20_000,
      signal: never,
    });
    return read.ok ? read.value.verdicts.suspects : [];
  };

  it('fills history with exact counts, at a step that keeps it cheap', async () => {
    await sample(3);
    await backfill();
    const { histories } = await readRange(engine, everything);
    expect(histories).toHaveLength(1);
    const leak = histories[0]?.series.find(({ stack }) => stack.function === 'main.leak');
    expect(leak?.stack.state).toBe('chan send');
    expect(leak?.counts.last[0]).toBe(10);
    expect(Math.max(...(leak?.counts.last ?? []))).toBe(10 + Math.floor((24 * 60 * 4 - 1) / 20));
    expect(histories[0]?.lives).toHaveLength(1);
    const reads = stub.calls.filter(({ method }) => method === 'SelectMergeStacktraces').length;
    expect(reads).toBeGreaterThanOrEqual(288);
    expect(reads).toBeLessThanOrEqual(290);
  });

  it('lets verdicts know yesterday at once', async () => {
    await sample(3);
    expect(await judged()).toEqual([]);
    await backfill();
    for (let turns = 0; turns < 20_000 && (await judged()).length === 0; turns++) await turn();
    expect(await judged()).toMatchObject([{ function: 'main.leak', grade: 'likely' }]);
    const [suspect] = await judged();
    expect(suspect?.sinceMs).toBeLessThan(startMs - 20 * hourMs);
  });

  it('takes the goroutines of an earlier process for another life', async () => {
    await sample(3, makeFigures({ startMs: startMs - 2 * hourMs }));
    await backfill();
    const { histories } = await readRange(engine, everything);
    expect(histories[0]?.lives.map(({ startMs: begun }) => begun)).toEqual([null, startMs - 2 * hourMs]);
    const events = await engine.readEvents({ targets: [], fromMs: 0, toMs: 8e15 }, never);
    const restarts = events.ok ? events.value.filter(({ kind }) => kind === 'restart') : [];
    expect(restarts).toHaveLength(1);
    expect(Math.abs((restarts[0]?.atMs ?? 0) - (startMs - 2 * hourMs))).toBeLessThan(6 * minuteMs);
  });

  it('is asked once, also after a start', async () => {
    await sample(3);
    await backfill();
    const calls = stub.calls.length;
    lookBack.look([target]);
    await turn();
    expect(stub.calls).toHaveLength(calls);
  });
});
