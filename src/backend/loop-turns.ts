// Cooperative scheduling on the single thread. Long work runs in time slices, and all readers and answers share one
// round of slices between two visits to the event loop. With separate slices each visit would wait for all of them, and
// calls with 120 KB of settings each would arrive slowly. Parsing of arriving text and short transactions are excluded,
// because neither may wait.
import type { Steps } from '../core/steps.ts';

/** Duration of a round between two visits to the event loop. */
const roundMs = 10;

let last = Promise.resolve();
let untilMs = 0;

/** Whether running work should call `takeTurn` before it continues. */
export function isTurnOver(): boolean {
  return performance.now() >= untilMs;
}

/** Resolves after earlier work had its turn and pending I/O was processed. */
export function takeTurn(): Promise<void> {
  last = last.then(async () => {
    if (!isTurnOver()) return;
    await new Promise((resolve) => setImmediate(resolve));
    untilMs = performance.now() + roundMs;
  });
  return last;
}

/** Runs long work in slices and returns its result; undefined if `signal` aborts. */
export async function takeTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T | undefined> {
  for (;;) {
    // All waiters of a fetch wake up at once when it ends.
    if (isTurnOver()) await takeTurn();
    if (signal?.aborted) return undefined;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (!isTurnOver());
  }
}
