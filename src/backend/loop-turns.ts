// One thread does it all: whatever takes long is done in turns, and between two rounds of turns the process looks at the
// network. All who read and answer share one round. Else every look would wait for a slice of each of them, and questions
// would arrive, 120 KB of settings with each, only as fast as the looks come round. Text that is still arriving and short
// transactions are left out: neither may wait in line.
import type { Steps } from '../core/steps.ts';

/** How long those who have their turn work between two looks. */
const roundMs = 10;

let last = Promise.resolve();
let untilMs = 0;

/** Whether whoever works now should take another turn before going on. */
export function isTurnOver(): boolean {
  return performance.now() >= untilMs;
}

/** Resolves when those who came before have had their turn, and what has arrived meanwhile has been seen to. */
export function takeTurn(): Promise<void> {
  last = last.then(async () => {
    if (!isTurnOver()) return;
    await new Promise((resolve) => setImmediate(resolve));
    untilMs = performance.now() + roundMs;
  });
  return last;
}

/** What long work gives, done in turns; undefined when nobody waits for it any more. */
export async function takeTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T | undefined> {
  for (;;) {
    // Those who wait for one fetch all wake up with its end.
    if (isTurnOver()) await takeTurn();
    if (signal?.aborted) return undefined;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (!isTurnOver());
  }
}
