// The time by which samples are downsampled and deleted. The wall clock may be wrong for a while, so a jump counts only
// after it has held for hours of monotonic time. Until then, time continues from the last confirmed time.
import type { Notice } from '../../../core/problem.ts';
import { formatDuration } from '../../../core/query/duration.ts';
import { hourMs, minuteMs } from '../../../core/agreed-times.ts';

interface TimeSource {
  /** Milliseconds since the epoch. May jump. */
  readonly nowMs: () => number;
  /** Monotonic milliseconds from an arbitrary start. */
  readonly monotonicMs: () => number;
}

interface ConfirmedTime {
  /** Reads the clocks. Never later than the wall clock. */
  read(): number;
  /** Restarts from a time that was confirmed earlier, which the file stores. */
  startFrom(confirmedMs: number): void;
  /** The notice while a jump is not confirmed. Time without a process is not a jump. */
  notices(): readonly Notice[];
}

/** How long a jump must hold, in monotonic time. */
export const confirmMs = 6 * hourMs;

/** Clocks are slewed and read one after the other. A larger difference is a jump. */
const toleranceMs = minuteMs;

export function createConfirmedTime({ nowMs, monotonicMs }: TimeSource): ConfirmedTime {
  let confirmedMs = nowMs();
  let readMs = monotonicMs();
  /** The wall clock's lead over the monotonic clock at the start. It includes the time without a process. */
  let leadAtStartMs = confirmedMs - readMs;
  /** A jump ahead that is not confirmed yet: the lead at that time, and when it began. */
  let jump: { readonly leadMs: number; readonly sinceMs: number } | undefined;

  function read(): number {
    const [wallMs, monoMs] = [nowMs(), monotonicMs()];
    confirmedMs += Math.max(0, monoMs - readMs);
    readMs = monoMs;
    if (wallMs <= confirmedMs + toleranceMs) {
      confirmedMs = wallMs;
      jump = undefined;
      return confirmedMs;
    }
    const leadMs = wallMs - monoMs;
    if (jump === undefined || Math.abs(leadMs - jump.leadMs) > toleranceMs) jump = { leadMs, sinceMs: monoMs };
    if (monoMs - jump.sinceMs >= confirmMs) {
      confirmedMs = wallMs;
      jump = undefined;
    }
    return confirmedMs;
  }

  return {
    read,
    startFrom(earlierMs) {
      confirmedMs = Math.min(earlierMs, nowMs());
      readMs = monotonicMs();
      leadAtStartMs = nowMs() - readMs;
      jump = undefined;
    },
    notices() {
      if (jump === undefined || Math.abs(jump.leadMs - leadAtStartMs) <= toleranceMs) return [];
      const aheadMs = Math.round((nowMs() - confirmedMs) / minuteMs) * minuteMs;
      return [
        {
          severity: 'warning',
          text:
            `The clock jumped ahead by ${formatDuration(Math.max(minuteMs, aheadMs))}. Samples are downsampled and ` +
            `deleted by the new time once it has held for ${formatDuration(confirmMs)}.`,
        },
      ];
    },
  };
}
