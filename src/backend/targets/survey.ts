// A look at many targets at once, which answers in time with what is known by then. The rest goes on by itself.
import type { Lookout } from './lookout.ts';
import type { Seen } from './port.ts';

/** What is known already is renewed meanwhile, and only waited for if that is soon done. */
const renewShare = 0.1;

/** Null: not asked yet, or no target any more (undefined among `lookouts`). */
export async function survey(
  lookouts: readonly (Lookout | undefined)[],
  patienceMs: number,
  signal: AbortSignal,
): Promise<readonly (Seen | null)[]> {
  const isNew = lookouts.some((lookout) => lookout?.known() === null);
  const looks = lookouts.flatMap((lookout) => lookout?.look() ?? []);
  if (looks.length > 0) await settleWithin(looks, isNew ? patienceMs : patienceMs * renewShare, signal);
  return lookouts.map((lookout) => lookout?.known() ?? null);
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
