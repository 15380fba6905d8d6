// The source of an opened stack's details: a running process or a dump.
import type { SeriesSet } from '../live/read-series.ts';
import type { DumpFacts, FlameRows, FrameRow, StackRow, SuspectRow, NamedCount } from '../model.ts';

export interface StackFacts {
  readonly states: readonly NamedCount[];
  readonly locations: readonly NamedCount[];
  /** Null if there is only one instance. */
  readonly instances: readonly NamedCount[] | null;
  readonly trend: SeriesSet | null;
  /** Facts from goroutine headers; null if a dump must be taken first. */
  readonly dump: DumpFacts | null;
}

/** Loads the details of a stack from a running process or a dump. */
export interface StackSource {
  /** A change means that loaded data is outdated. */
  readonly version: string;
  readonly loadFacts: (row: StackRow | SuspectRow, signal: AbortSignal) => Promise<StackFacts>;
  readonly loadFrames: (row: StackRow | SuspectRow) => Promise<readonly FrameRow[]>;
  readonly loadFlame: (fingerprint: string | null) => Promise<FlameRows>;
  /** Undefined if there is nothing more to load. */
  readonly takeDump: ((row: StackRow | SuspectRow) => Promise<DumpFacts>) | undefined;
  /** Loads goroutines as the runtime printed them; undefined if the dump that is taken contains them. */
  readonly findTexts: ((row: StackRow | SuspectRow) => Promise<readonly string[]>) | undefined;
}
