// Work that can be interrupted. Core has no clock: it says where others may have a turn, and whoever drives it decides
// whether they get one.

/** Gives its result when it has been driven to its end; between two steps lie at most some milliseconds of work. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Entries of a profile between two steps: with 512 frames each, some milliseconds of most kinds of work. */
export const entriesPerStep = 64;

/** Drives to the end in one go: for those who keep nobody waiting. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Work that is done at once. */
export function* inOneStep<T>(work: () => T): Steps<T> {
  const result = work();
  yield;
  return result;
}
