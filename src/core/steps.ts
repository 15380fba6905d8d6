// Work that can be interrupted. Core has no clock: it marks where other work may run, and the caller decides whether it
// does.

/** Yields between steps and returns the result at the end. One step takes at most some milliseconds. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Entries of a profile per step. With 512 frames each, most kinds of work take some milliseconds for them. */
export const entriesPerStep = 64;

/** Runs all steps at once, for callers that keep nobody waiting. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Work that takes one step. */
export function* inOneStep<T>(work: () => T): Steps<T> {
  const result = work();
  yield;
  return result;
}
