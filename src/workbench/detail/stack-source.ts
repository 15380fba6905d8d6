// Where the parts of an opened stack come from: a running process, or a dump.
import type { SeriesSet } from '../live/read-series.ts';
import type { DumpFacts, FlameRows, FrameRow, StackRow, SuspectRow, NamedCount } from '../model.ts';

export interface StackFacts {
  readonly states: readonly NamedCount[];
  readonly locations: readonly NamedCount[];
  /** Null where there is only one place they can be. */
  readonly instances: readonly NamedCount[] | null;
  readonly trend: SeriesSet | null;
  /** What headers tell; null where a dump would have to be taken first. */
  readonly dump: DumpFacts | null;
}

/** Where the parts come from: a running process, or a dump. */
export interface StackSource {
  /** Changes when what was loaded is out of date. */
  readonly version: string;
  readonly loadFacts: (row: StackRow | SuspectRow, signal: AbortSignal) => Promise<StackFacts>;
  readonly loadFrames: (row: StackRow | SuspectRow) => Promise<readonly FrameRow[]>;
  readonly loadFlame: (fingerprint: string | null) => Promise<FlameRows>;
  /** Undefined where everything is known already. */
  readonly takeDump: ((row: StackRow | SuspectRow) => Promise<DumpFacts>) | undefined;
  /** Goroutines as the runtime printed them; undefined where a dump that is taken brings them along. */
  readonly findTexts: ((row: StackRow | SuspectRow) => Promise<readonly string[]>) | undefined;
}
