// Measures the actual interval between the samples of a target.

/** Large enough for a stable value, small enough to follow changes. */
const remembered = 5;

export interface Rhythm {
  /** Records a sample. `atMs` is in milliseconds since the epoch. */
  note(atMs: number): void;
  /**
   * The median interval between samples in milliseconds, which ignores single gaps; null for fewer than two samples.
   */
  everyMs(): number | null;
}

export function openRhythm(): Rhythm {
  const gapsMs: number[] = [];
  let lastMs: number | undefined;
  return {
    note: (atMs) => {
      // After a clock was set back, the interval is unknown.
      if (lastMs !== undefined && atMs > lastMs) gapsMs.push(atMs - lastMs);
      if (gapsMs.length > remembered) gapsMs.shift();
      lastMs = atMs;
    },
    everyMs: () => [...gapsMs].sort((a, b) => a - b)[gapsMs.length >> 1] ?? null,
  };
}
