// What a process reports about itself on its metrics page.

export const figureNames = [
  'goroutines',
  'residentBytes',
  'heapBytes',
  'cpuSeconds',
  'requests',
  'memoryLimitBytes',
] as const;
export type FigureName = (typeof figureNames)[number];

/** `cpuSeconds` and `requests` are counters over the life of the process. */
export interface ProcessFigures {
  /** Null where the page does not have the value, or has it for several processes. */
  readonly values: Readonly<Record<FigureName, number | null>>;
  /** When the process started, in milliseconds since the epoch. */
  readonly startMs: number | null;
  /** Version and revision of the build, `v1.4.2 8e3c1f0`. Equal builds have equal texts. */
  readonly build: string | null;
  /** As the runtime writes it: `go1.26.8`. */
  readonly goVersion: string | null;
  /** The metric whose series were summed into `requests`. */
  readonly requestMetric: string | null;
}
