// What a process says of itself on its metrics page.

export const figureNames = [
  'goroutines',
  'residentBytes',
  'heapBytes',
  'cpuSeconds',
  'requests',
  'memoryLimitBytes',
] as const;
export type FigureName = (typeof figureNames)[number];

/** `cpuSeconds` and `requests` count up while the process lives. */
export interface ProcessFigures {
  /** Null: the page doesn't say, or says it of several processes. */
  readonly values: Readonly<Record<FigureName, number | null>>;
  /** When the process started, milliseconds since the epoch. */
  readonly startMs: number | null;
  /** What was built: version and revision, `v1.4.2 8e3c1f0`; the same text as long as it is the same build. */
  readonly build: string | null;
  /** As the runtime spells it: `go1.26.8`. */
  readonly goVersion: string | null;
  /** The metric whose series were summed up as `requests`. */
  readonly requestMetric: string | null;
}
