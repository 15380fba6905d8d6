// When a target's process is another one than before. Growth is counted within a life, so that a restart neither fakes
// nor hides it.
import type { Sample } from './port.ts';

/** What is known of the process that runs. */
export interface LifeFacts {
  readonly startMs: number | null;
  readonly build: string | null;
  readonly cpuSeconds: number | null;
  /** When it was last sampled; undefined: not since this history was opened. */
  readonly seenMs?: number;
}

/** The start time is worked out from the machine's boot time, which moves when the clock is corrected. */
const startToleranceMs = 5_000;

/** What counts up may be read by two requests that overtake each other. */
const cpuToleranceSeconds = 1;

/** What of a sample tells processes apart. */
type LifeSigns = Pick<Sample, 'atMs' | 'figures' | 'restarted'>;

export function isAnotherProcess(before: LifeFacts, sample: LifeSigns): boolean {
  if (sample.restarted) return true;
  const { figures } = sample;
  if (figures === null) return false;
  if (differ(before.build, figures.build, (a, b) => a !== b)) return true;
  // Where the start is known on both sides, nothing else is needed.
  if (before.startMs !== null && figures.startMs !== null) {
    return Math.abs(before.startMs - figures.startMs) > startToleranceMs;
  }
  // The first sample is often one that somebody else fetched, without figures: who started after it didn't give it.
  if (before.startMs === null && figures.startMs !== null && before.seenMs !== undefined) {
    if (figures.startMs > before.seenMs + startToleranceMs) return true;
  }
  return differ(before.cpuSeconds, figures.values.cpuSeconds, (a, b) => b < a - cpuToleranceSeconds);
}

/** What is known after a sample of the same process. */
export function updateLife(before: LifeFacts, sample: LifeSigns): LifeFacts {
  const { figures } = sample;
  if (figures === null) return { ...before, seenMs: sample.atMs };
  return {
    seenMs: sample.atMs,
    startMs: before.startMs ?? figures.startMs,
    build: before.build ?? figures.build,
    cpuSeconds: figures.values.cpuSeconds ?? before.cpuSeconds,
  };
}

export function beginLife({ atMs, figures }: LifeSigns): LifeFacts {
  return {
    seenMs: atMs,
    startMs: figures?.startMs ?? null,
    build: figures?.build ?? null,
    cpuSeconds: figures?.values.cpuSeconds ?? null,
  };
}

function differ<T>(before: T | null, now: T | null, test: (before: T, now: T) => boolean): boolean {
  return before !== null && now !== null && test(before, now);
}
