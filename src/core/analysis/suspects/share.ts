// The share of a process at one location. A stack that is most of a process is listed at once, because its growth may
// have ended before sampling began.
import type { WaitKind } from '../waits/model.ts';
import type { ProcessPast, StackPast } from './process-past.ts';
import { dayMs } from '../../agreed-times.ts';

/** The fewer goroutines, the larger the required share: a worker pool is most of a small program. */
const bars: readonly { readonly count: number; readonly share: number }[] = [
  { count: 5_000, share: 0.4 },
  { count: 1_000, share: 0.5 },
  { count: 200, share: 0.8 },
];
/** This many stay listed; fewer that are constant for a day are a pool. */
const alwaysNamed = 5_000;
const healthyWaits: readonly (WaitKind | undefined)[] = ['settled', 'lifetime'];

export interface Share {
  readonly count: number;
  /** Goroutines of the process. */
  readonly of: number;
}

/** At the process with the largest share; undefined if no process has any. */
export function measureShare(
  places: readonly { readonly past: StackPast; readonly process: ProcessPast }[],
): Share | undefined {
  return places
    .map(({ past, process }) => ({ count: past.track.last, of: process.total.last }))
    .filter(({ count, of }) => count > 0 && of > 0)
    .reduce<Share | undefined>(
      (most, one) => (!most || one.count / one.of > most.count / most.of ? one : most),
      undefined,
    );
}

/** `kind`: how the waits of a dump classify the stack. */
export function isMost({ track }: StackPast, { total }: ProcessPast, kind: WaitKind | undefined): boolean {
  const count = track.last;
  if (!bars.some((bar) => count >= bar.count && count >= bar.share * total.last)) return false;
  return count >= alwaysNamed || (track.lastMs - track.firstMs < dayMs && !healthyWaits.includes(kind));
}
