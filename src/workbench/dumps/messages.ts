// Messages between the page and the worker that reads dumps.
import type { ServiceVerdict } from '../../core/analysis/service-model.ts';
import type { ChangeRow, DumpFacts, FlameRows, FrameRow, StackRow, SuspectRow, NamedCount } from '../model.ts';

/** The source of a dump's bytes. */
export type DumpPlace =
  | { readonly kind: 'file'; readonly file: Blob }
  /** On the workbench's own server. */
  | { readonly kind: 'url'; readonly url: string };

export interface DumpSummary {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly format: string;
  readonly profile: string;
  /** Null if the dump has no time. */
  readonly timeMs: number | null;
  readonly goroutines: number;
  readonly unparsed: number;
  readonly truncated: boolean;
  /** Number of dumps in the text; the last one is shown. */
  readonly dumps: number;
  readonly states: readonly NamedCount[];
  readonly groups: number;
  readonly rows: readonly StackRow[];
  /** Notes for the reader: cuts, unread parts. */
  readonly notes: readonly string[];
  /** Time from the first byte to the rows. */
  readonly tookMs: number;
}

export interface DumpVerdicts {
  /** One sentence that says what leaks or rises, or why that is unknown. */
  readonly verdict: ServiceVerdict | null;
  readonly suspects: readonly SuspectRow[];
  /** Ids of causes by the id of the row. */
  readonly causes: ReadonlyMap<string, string>;
}

export interface DumpStack {
  readonly frames: readonly FrameRow[];
  readonly locations: readonly NamedCount[];
  readonly states: readonly NamedCount[];
  readonly facts: DumpFacts | null;
}

export interface DumpDiff {
  readonly rows: readonly ChangeRow[];
  readonly same: number;
  readonly before: number;
  readonly after: number;
}

/** The worker's API. A call rejects with an Error whose message can be shown to the user. */
export interface DumpReaderApi {
  /** Runs the reader once, so that the engine has compiled it before the first dump. */
  prepare(): Promise<void>;
  /** `onBytes` receives the number of packed bytes read so far. */
  open(name: string, place: DumpPlace, onBytes: (bytes: number) => void): Promise<DumpSummary>;
  judge(id: number): Promise<DumpVerdicts>;
  stack(id: number, fingerprint: string, state: string): DumpStack;
  texts(id: number, fingerprint: string, state: string): Promise<readonly string[]>;
  flame(id: number, fingerprint: string | null): FlameRows;
  diff(before: number, after: number): DumpDiff;
  /** The document of `parked report --json`. */
  document(id: number): Promise<string>;
  /** The text of `parked report --markdown`. */
  ticket(id: number): Promise<string>;
  pprof(id: number): Promise<Uint8Array>;
  close(id: number): void;
}
