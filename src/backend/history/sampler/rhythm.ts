// How far apart the samples of a target really are, whatever they were meant to be.

/** Enough to see a pace, few enough to see it change. */
const remembered = 5;

export interface Rhythm {
  /** A sample was taken at this time, milliseconds since the epoch. */
  note(atMs: number): void;
  /** Between two samples, as a rule: one gap does not count for a pace. Null: fewer than two. */
  everyMs(): number | null;
}

export function openRhythm(): Rhythm {
  const gapsMs: number[] = [];
  let lastMs: number | undefined;
  return {
    note: (atMs) => {
      // A clock that was set back says nothing of the time between.
      if (lastMs !== undefined && atMs > lastMs) gapsMs.push(atMs - lastMs);
      if (gapsMs.length > remembered) gapsMs.shift();
      lastMs = atMs;
    },
    everyMs: () => [...gapsMs].sort((a, b) => a - b)[gapsMs.length >> 1] ?? null,
  };
}
