// Files with flipped bits and cut ends: whatever a disk does, no reading may throw, hang, or give a number that was
// never written. A fixed seed, so that a failure comes back; 10,000 rounds in the nightly tier.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { everything, makeHistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeFigures, makeSample, startMs } from '../testing/samples.ts';
import type { HistoryEngine, TargetHistory } from '../port.ts';

const rounds = Number(process.env['FILE_FUZZ_ROUNDS'] ?? (process.env['PARKED_TIER'] === 'nightly' ? 10_000 : 150));
const leftAlone: ReadonlySet<string> = new Set(['history_foreign', 'history_read_only']);
const stepMs = 15_000;
const names = ['a', 'b', 'c', 'd', 'e'];

jest.setTimeout(60_000 + rounds * 200);

function countAt(name: string, number: number): number {
  return (number * (names.indexOf(name) + 3)) % 41;
}

function makeNumbered(number: number, instance: string) {
  const counts = Object.fromEntries(names.map((name) => [name, countAt(name, number)]));
  const figures = makeFigures({ heapBytes: number * 100, startMs: 5 });
  return makeSample(startMs + number * stepMs, counts, { figures, target: { service: 'shop', instance } });
}

/** xorshift32 */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function findWrongValues(history: TargetHistory): readonly string[] {
  const wrong: string[] = [];
  for (const { stack, counts } of history.series) {
    const name = stack.function.split('.').at(-1) ?? '';
    for (const [index, timeMs] of history.timesMs.entries()) {
      const number = (timeMs - startMs) / stepMs;
      if (counts.last[index] !== countAt(name, number)) wrong.push(`${name} at ${number}: ${counts.last[index]}`);
    }
  }
  return wrong;
}

async function readAll(engine: HistoryEngine): Promise<readonly string[]> {
  const wrong: string[] = [];
  const question = { kind: 'goroutine', targets: [], resolution: everything } as const;
  await engine.readRange(question, (history) => wrong.push(...findWrongValues(history)), new AbortController().signal);
  return wrong;
}

describeWithSqlite('a history file that was tampered with', () => {
  it(`gives no wrong count in ${rounds} rounds, and takes new samples afterwards`, async () => {
    const file = makeHistoryFile();
    try {
      const engine = await file.open();
      for (const instance of ['x', 'y']) {
        await engine.append(Array.from({ length: 900 }, (_, number) => makeNumbered(number, instance)));
      }
      await engine.close();
      const whole = readFileSync(file.path);
      const random = makeRandom(20_231_114);
      let foreign = 0;
      for (let round = 0; round < rounds; round++) {
        const broken = Buffer.from(whole);
        for (let flips = 1 + random(4); flips > 0; flips--) {
          const at = random(broken.length);
          broken[at] = (broken[at] ?? 0) ^ (1 << random(8));
        }
        writeFileSync(file.path, broken);
        if (random(10) === 0) truncateSync(file.path, random(broken.length));
        const again = await file.open();
        expect([round, await readAll(again)]).toEqual([round, []]);
        file.nowMs += 10_000;
        await again.append([makeNumbered(901, 'x')]);
        // A file that turns out damaged only now is set aside, and the next sample starts a new one.
        const next = await again.append([makeNumbered(902, 'x')]);
        // A flipped bit can make another program's file of it, or one of a later version: those are left alone.
        if (next.outcome === 'dropped' && leftAlone.has(next.problem.code)) foreign++;
        else expect([round, next]).toEqual([round, { outcome: 'kept' }]);
        expect([round, await readAll(again)]).toEqual([round, []]);
        await again.maintain();
        await again.close();
      }
      expect(foreign).toBeLessThanOrEqual(Math.ceil(rounds / 100));
    } finally {
      await file.remove();
    }
  });
});
