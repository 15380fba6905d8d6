// How often a target may be sampled near its memory limit. The runtime copies every stack while it writes a profile:
// what that allocates must stay small beside what the process has left, or looking for the leak would finish it off.
import type { SampleFigures } from '../../../core/sample/model.ts';
import type { Profile } from '../../../core/profile/model.ts';

/** Measured on Go 1.26 and 1.27: 100,000 goroutines cost 24 MB when shallow, 91 MB at 20 frames, 486 MB at 100. */
const bytesPerGoroutine = 200;
const bytesPerFrame = 48;

/** Of the memory that is left: above the first share sampling becomes rarer, above the second it stops. */
const stretchShare = 0.05;
const pauseShare = 0.1;

/** A target that was paused and says nothing of its memory any more is tried this seldom. */
const turnsWhenUnknown = 16;

/** `turns`: one sample in so many turns. */
export type Pace =
  | { readonly kind: 'sampled'; readonly turns: number }
  | { readonly kind: 'paused'; readonly costBytes: number; readonly leftBytes: number };

export const fullPace: Pace = { kind: 'sampled', turns: 1 };

/** What the target may allocate while it writes this profile once more, bytes. */
export function estimateFetchBytes({ entries }: Profile): number {
  let bytes = 0;
  for (const { count, frames, elidedFrames } of entries) {
    bytes += count * (bytesPerGoroutine + (frames.length + elidedFrames) * bytesPerFrame);
  }
  return bytes;
}

/** `limitBytes`: what the settings say; else the process's own limit counts, where it tells. */
export function findPace(
  costBytes: number,
  figures: SampleFigures | null,
  limitBytes: number | undefined,
  before: Pace,
): Pace {
  const limit = limitBytes ?? figures?.values.memoryLimitBytes ?? null;
  const used = figures?.values.residentBytes ?? figures?.values.heapBytes ?? null;
  if (limit === null || used === null) {
    return before.kind === 'paused' ? { kind: 'sampled', turns: turnsWhenUnknown } : before;
  }
  const leftBytes = Math.max(0, limit - used);
  if (costBytes > leftBytes * pauseShare) return { kind: 'paused', costBytes, leftBytes };
  if (costBytes <= leftBytes * stretchShare) return fullPace;
  // Twice as rare at the first share, four times at the second.
  const turns = Math.ceil((2 * costBytes) / (leftBytes * stretchShare));
  return { kind: 'sampled', turns };
}
