// Long work in slices, so that whoever asks for something else meanwhile waits for one slice and not for all of it.
import type { Steps } from '../../core/steps.ts';
import { isTurnOver, takeTurn } from '../loop-turns.ts';

/** What the work gives; undefined when nobody waits for it any more. */
export async function takeSlices<T>(steps: Steps<T>, signal: AbortSignal): Promise<T | undefined> {
  for (;;) {
    // Those who wait for one fetch all wake up with its end.
    if (isTurnOver()) await takeTurn();
    if (signal.aborted) return undefined;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (!isTurnOver());
  }
}
