// Limits sampling of a target near its memory limit. The runtime copies every stack while it writes a profile. That
// allocation must stay small compared with the memory left, or sampling itself could kill the process.
import type { SampleFigures } from '../../../core/sample/model.ts';
import type { Profile } from '../../../core/profile/model.ts';

/** Measured on Go 1.26 and 1.27: 100,000 goroutines cost 24 MB when shallow, 91 MB at 20 frames, 486 MB at 100. */
const bytesPerGoroutine = 200;
const bytesPerFrame = 48;

/** Shares of the memory left: above the first, sampling slows down; above the second, it stops. */
const stretchShare = 0.05;
const pauseShare = 0.1;

/** How rarely a paused target is tried after it stopped reporting its memory. */
const turnsWhenUnknown = 16;

/** `turns`: one sample in this many turns. */
export type Pace =
  | { readonly kind: 'sampled'; readonly turns: number }
  | { readonly kind: 'paused'; readonly costBytes: number; readonly leftBytes: number };

export const fullPace: Pace = { kind: 'sampled', turns: 1 };

/** Estimates the bytes that the target allocates to write this profile again. */
export function estimateFetchBytes({ entries }: Profile): number {
  let bytes = 0;
  for (const { count, frames, elidedFrames } of entries) {
    bytes += count * (bytesPerGoroutine + (frames.length + elidedFrames) * bytesPerFrame);
  }
  return bytes;
}

/** `limitBytes` comes from the settings; if undefined, the limit that the process reports is used. */
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
  // Half the rate at the first share, a quarter at twice that share.
  const turns = Math.ceil((2 * costBytes) / (leftBytes * stretchShare));
  return { kind: 'sampled', turns };
}
