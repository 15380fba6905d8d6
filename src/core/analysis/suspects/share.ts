// How much of a process stands at one line. A stack that is most of a process is named at once: growth may have ended
// before anybody looked.
import type { WaitKind } from '../waits/model.ts';
import type { ProcessPast, StackPast } from './process-past.ts';

const dayMs = 24 * 60 * 60_000;

/** The fewer there are, the more of the process they have to be: a worker pool is most of a small program. */
const bars: readonly { readonly count: number; readonly share: number }[] = [
  { count: 5_000, share: 0.4 },
  { count: 1_000, share: 0.5 },
  { count: 200, share: 0.8 },
];
/** So many stay named for good; fewer that stand level for a day are a pool. */
const alwaysNamed = 5_000;
const healthyWaits: readonly (WaitKind | undefined)[] = ['settled', 'lifetime'];

export interface Share {
  readonly count: number;
  /** Goroutines of the same process. */
  readonly of: number;
}

/** At the process of which it is most; undefined where no process has any. */
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

/** `kind`: what the waits of a dump say of the stack. */
export function isMost({ track }: StackPast, { total }: ProcessPast, kind: WaitKind | undefined): boolean {
  const count = track.last;
  if (!bars.some((bar) => count >= bar.count && count >= bar.share * total.last)) return false;
  return count >= alwaysNamed || (track.lastMs - track.firstMs < dayMs && !healthyWaits.includes(kind));
}
