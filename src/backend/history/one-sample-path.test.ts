// What history keeps and what verdicts judge must be the same. The recording has no start times: only CPU seconds
// that fall tell the restart.
import { SuspectTracker } from '../../core/analysis/suspects/suspect-tracker.ts';
import type { Verdicts } from '../../core/analysis/suspects/model.ts';
import { succeed } from '../../core/problem.ts';
import { LifeTracker } from '../../core/sample/lives.ts';
import type { ProcessLife, UnplacedSample } from '../../core/sample/model.ts';
import { openJudge, type Judge } from './judging/judge.ts';
import type { HistoryEngine } from './port.ts';
import { openSampleLives, type SampleLives } from './sample-lives.ts';
import { createFakeClock } from './testing/fake-clock.ts';
import { everything, makeHistoryFile, readRange, type HistoryFile } from './testing/history-file.ts';
import { describeWithSqlite, makeFigures, makeSample, startMs } from './testing/samples.ts';

jest.setTimeout(60_000);

const minuteMs = 60_000;
const crashMinute = 75;
const minutes = 170;
const never = new AbortController().signal;

/** 75 minutes of 30 idle workers, a crash, then a leak of one a minute. */
function record(): readonly UnplacedSample[] {
  return Array.from({ length: minutes }, (_, minute) => {
    const age = minute < crashMinute ? minute : minute - crashMinute;
    const figures = makeFigures({ cpuSeconds: 5 + age * 2, residentBytes: 2 ** 26 + age * 4_096 });
    const leak = minute < crashMinute ? 30 : 3 + age;
    return makeSample(startMs + (minute + 1) * minuteMs, { leak, pool: 5 }, { figures });
  });
}

interface Heard {
  readonly lives: readonly ProcessLife[];
  readonly suspects: readonly (readonly [
    name: string,
    grade: string,
    sinceMs: number | null,
    changed: string | null,
  ])[];
  readonly restarts: readonly number[];
}

function describeVerdicts({ suspects }: Verdicts): Heard['suspects'] {
  return suspects.map((suspect) => [suspect.function, suspect.grade, suspect.sinceMs, suspect.changed?.kind ?? null]);
}

describeWithSqlite('one recording without start times', () => {
  let file: HistoryFile;
  let clock: ReturnType<typeof createFakeClock>;
  let engine: HistoryEngine;
  let judge: Judge;
  let lives: SampleLives;

  async function start(): Promise<void> {
    engine = await file.open();
    const opening = Promise.resolve(succeed(engine));
    lives = openSampleLives(opening);
    judge = openJudge({
      engine: opening,
      clock,
      rules: () => ({
        intervalMs: minuteMs,
        isSampling: true,
        maxBytes: 2 ** 30,
        maxPastTargets: 50,
        memoryLimitBytes: undefined,
        goroutineLimit: undefined,
      }),
      onBug: (error) => {
        throw error;
      },
    });
  }

  async function stop(): Promise<void> {
    await judge.close();
    await engine.close();
  }

  async function play(samples: readonly UnplacedSample[]): Promise<void> {
    for (const unplaced of samples) {
      await clock.advance(minuteMs);
      file.nowMs = clock.nowMs();
      const sample = await lives.place(unplaced);
      await engine.append([sample]);
      await (
        await judge.push(sample)
      ).told;
    }
  }

  async function hear(atMs?: number): Promise<Heard> {
    const judged = await judge.judge({ per: ['service'], targets: [], atMs, maxWaitMs: 20_000, signal: never });
    const events = await engine.readEvents({ targets: [], fromMs: 0, toMs: 8e15 }, never);
    if (!judged.ok || !events.ok) throw new Error('history could not be read');
    const { histories } = await readRange(engine, everything);
    return {
      lives: histories[0]?.lives ?? [],
      suspects: describeVerdicts(judged.value.verdicts),
      restarts: events.value.filter(({ kind }) => kind === 'restart').map(({ atMs }) => atMs),
    };
  }

  beforeEach(async () => {
    file = makeHistoryFile();
    clock = createFakeClock(startMs);
    await start();
  });
  afterEach(async () => {
    await stop();
    await file.remove();
  });

  it('gives the same lives, verdicts and onsets live, replayed, and judged as of a moment', async () => {
    await play(record());
    const live = await hear();
    expect(live.lives.map(({ fromMs }) => (fromMs - startMs) / minuteMs)).toEqual([1, crashMinute + 1]);
    expect(live.restarts).toEqual([startMs + (crashMinute + 1) * minuteMs]);
    expect(live.suspects).toEqual([['shop/cart.leak', 'likely', expect.any(Number), 'restart']]);
    await stop();
    await start();
    expect(await hear()).toEqual(live);
    expect(await hear(clock.nowMs())).toEqual(live);
  });

  it('gives them too where Parked itself restarts while the target does', async () => {
    const samples = record();
    await play(samples.slice(0, crashMinute));
    await stop();
    await start();
    await play(samples.slice(crashMinute));
    const heard = await hear();
    expect(heard.restarts).toEqual([startMs + (crashMinute + 1) * minuteMs]);
    expect(heard.suspects).toEqual([['shop/cart.leak', 'likely', expect.any(Number), 'restart']]);
  });

  it('is judged the same without a history', async () => {
    await play(record());
    const { suspects } = await hear();
    const tracker = new SuspectTracker();
    const lifeTracker = new LifeTracker();
    for (const sample of record()) tracker.push(lifeTracker.place(sample));
    expect(describeVerdicts(tracker.judge())).toEqual(suspects);
  });
});
