// Probes many targets at once and answers within a time limit. Unfinished probes continue in the background.
import type { TargetWatch } from './target-watch.ts';
import type { Seen } from './port.ts';

/** If every target was probed before, refreshing may take only this share of the time limit. */
const renewShare = 0.1;

/** Returns one entry per watch; null if it was not probed yet or is no longer a target (undefined in `watches`). */
export async function survey(
  watches: readonly (TargetWatch | undefined)[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<readonly (Seen | null)[]> {
  const isNew = watches.some((watch) => watch?.known() === null);
  const looks = watches.flatMap((watch) => watch?.look() ?? []);
  if (looks.length > 0) await settleWithin(looks, isNew ? timeoutMs : timeoutMs * renewShare, signal);
  return watches.map((watch) => watch?.known() ?? null);
}

async function settleWithin(looks: readonly Promise<void>[], timeoutMs: number, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    stop = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([Promise.all(looks), enough]);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
