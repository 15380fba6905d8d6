import { createFakeClock } from '../testing/fake-clock.ts';
import { makeHistoryFile, type HistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeSample, startMs } from '../testing/samples.ts';
import { openSampleLives } from '../sample-lives.ts';
import type { HistoryEngine } from '../port.ts';
import { judgePast } from './past-verdicts.ts';
import { createReplayTurns, type ReplayTurns } from './replay-turns.ts';

const minute = 60_000;
const never = new AbortController().signal;
const question = { per: ['service'], targets: [], atMs: undefined, maxWaitMs: 0, signal: never } as const;

let file: HistoryFile;
let engine: HistoryEngine;

beforeEach(async () => {
  file = makeHistoryFile();
  const clock = createFakeClock(startMs);
  engine = await file.open();
  const lives = openSampleLives(Promise.resolve({ ok: true, value: engine }));
  for (let index = 0; index < 5; index++) {
    await clock.advance(minute);
    file.nowMs = clock.nowMs();
    await engine.append([await lives.place(makeSample(clock.nowMs(), { leak: 10 + index }))]);
  }
});

afterEach(async () => {
  await engine.close();
  await file.remove();
});

const openPast = (turns: ReplayTurns) =>
  judgePast({
    engine: Promise.resolve({ ok: true, value: engine }),
    rules: () => ({
      intervalMs: minute,
      isSampling: true,
      maxBytes: 2 ** 30,
      maxPastTargets: 50,
      memoryLimitBytes: undefined,
      goroutineLimit: undefined,
    }),
    turns,
  });

describeWithSqlite('verdicts of the past', () => {
  it('are computed a few at a time', async () => {
    const turns = createReplayTurns(2, 60_000);
    let working = 0;
    const seen: number[] = [];
    const past = openPast({
      take: async (signal) => {
        const end = await turns.take(signal);
        seen.push(++working);
        return () => {
          working--;
          end?.();
        };
      },
    });
    const times = Array.from({ length: 8 }, (_, index) => startMs + (index + 1) * minute);
    const judged = await Promise.all(times.map((atMs) => past.judge(question, atMs)));
    expect(judged.map(({ ok }) => ok)).toEqual(times.map(() => true));
    expect(seen).toHaveLength(times.length);
    expect(Math.max(...seen)).toBe(2);
  });

  it('are computed once for all questions about the same time, and kept', async () => {
    let taken = 0;
    const turns = createReplayTurns(1, 60_000);
    const past = openPast({ take: (signal) => (taken++, turns.take(signal)) });
    const atMs = startMs + 3 * minute;
    await Promise.all([past.judge(question, atMs), past.judge(question, atMs)]);
    await past.judge(question, atMs);
    expect(taken).toBe(1);
  });

  it('are refused if no turn comes in time, and computed once one is free', async () => {
    const turns = createReplayTurns(1, 20);
    const end = await turns.take(never);
    const past = openPast(turns);
    const refused = await past.judge(question, startMs + 3 * minute);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'overloaded', status: 503 } });
    end?.();
    // Ending a turn twice frees one place.
    end?.();
    expect(await past.judge(question, startMs + 3 * minute)).toMatchObject({ ok: true });
  });
});
