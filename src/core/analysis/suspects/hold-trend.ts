// Keeps a grade while its goroutines stay: a leak that pauses at night or has filled a limit is still there.
import { grades } from '../model.ts';
import { findStop } from '../trend/find-stop.ts';
import type { Trend } from '../trend/model.ts';
import type { Track } from '../trend/track.ts';
import { dayMs, hourMs, minuteMs, verdictSpanMs } from '../../agreed-times.ts';

/** How long an early sign outlives its rise. */
const youngMs = { rising: 10 * minuteMs, watch: hourMs } as const;

/** `held`: the previous verdict. `now`: the verdict of the newest samples. */
export function holdTrend(held: Trend | undefined, track: Track, now: Trend | undefined): Trend | undefined {
  if (held === undefined || (now !== undefined && grades.indexOf(now.grade) >= grades.indexOf(held.grade))) return now;
  const grown = held.to - held.from;
  const stays = (share: number): boolean => track.level >= held.from + share * grown;
  const levelMs = track.lastMs - held.toMs;
  const isHeld =
    held.grade === 'likely'
      ? (stays(0.5) && levelMs < dayMs) || (stays(0.9) && levelMs < verdictSpanMs)
      : stays(0.9) && isYoung(held) && levelMs < youngMs[held.grade];
  if (!isHeld) return now;
  return now === undefined ? { ...held, stoppedMs: held.stoppedMs ?? held.toMs } : held;
}

/** Rules look at a window, so they see growth for a while after it stopped. */
export function markStop(held: Trend | undefined, track: Track): Trend | undefined {
  if (held === undefined) return undefined;
  const stoppedMs = findStop(track, held.sinceMs);
  return stoppedMs === null ? held : { ...held, stoppedMs };
}

function isYoung({ doubts }: Trend): boolean {
  return doubts.every((doubt) => doubt === 'young' || doubt === 'few');
}
