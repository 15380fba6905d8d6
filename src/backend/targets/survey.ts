// A look at many targets at once, which answers in time with what is known by then. The rest goes on by itself.
import type { TargetWatch } from './target-watch.ts';
import type { Seen } from './port.ts';

/** What is known already is renewed meanwhile, and only waited for if that is soon done. */
const renewShare = 0.1;

/** Null: not asked yet, or no target any more (undefined among `watches`). */
export async function survey(
  watches: readonly (TargetWatch | undefined)[],
  patienceMs: number,
  signal: AbortSignal,
): Promise<readonly (Seen | null)[]> {
  const isNew = watches.some((watch) => watch?.known() === null);
  const looks = watches.flatMap((watch) => watch?.look() ?? []);
  if (looks.length > 0) await settleWithin(looks, isNew ? patienceMs : patienceMs * renewShare, signal);
  return watches.map((watch) => watch?.known() ?? null);
}

async function settleWithin(looks: readonly Promise<void>[], patienceMs: number, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
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
