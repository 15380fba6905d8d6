// A clock that moves only when a test advances it.
import { setImmediate as settle } from 'node:timers/promises';
import type { Clock } from '../sampler-ports.ts';

export interface FakeClock extends Clock {
  /** Advances the clock timer by timer and runs what each triggers. */
  advance(byMs: number): Promise<void>;
  waiting(): number;
}

interface Wait {
  readonly atMs: number;
  readonly callback: () => void;
}

export function createFakeClock(startMs: number): FakeClock {
  let passedMs = 0;
  const waits = new Set<Wait>();

  async function advance(byMs: number): Promise<void> {
    const endMs = passedMs + byMs;
    for (;;) {
      const [next] = [...waits].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      waits.delete(next);
      passedMs = Math.max(passedMs, next.atMs);
      next.callback();
      await settle();
    }
    passedMs = endMs;
    await settle();
  }

  return {
    nowMs: () => startMs + passedMs,
    monotonicMs: () => passedMs,
    wait: (delayMs, callback) => {
      const wait = { atMs: passedMs + delayMs, callback };
      waits.add(wait);
      return () => void waits.delete(wait);
    },
    advance,
    waiting: () => waits.size,
  };
}
