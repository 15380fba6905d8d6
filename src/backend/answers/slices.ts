// Long work in slices, so that whoever asks for something else meanwhile waits for one slice and not for all of it.
import type { Steps } from '../../core/steps.ts';
import { takeTurn } from './turns.ts';

/** What takes less stays in one piece: a hundred small answers that took turns would all be late. */
const sliceMs = 30;

/** What the work gives; undefined when nobody waits for it any more. */
export async function takeSlices<T>(steps: Steps<T>, signal: AbortSignal): Promise<T | undefined> {
  for (;;) {
    const untilMs = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < untilMs);
    await takeTurn();
    if (signal.aborted) return undefined;
  }
}
