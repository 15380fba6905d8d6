// What the page and the worker that reads dumps say to each other.
import type { ServiceVerdict } from '../../core/analysis/service-verdict.ts';
import type { ChangeRow, DumpFacts, FlameRows, FrameRow, StackRow, SuspectRow, NamedCount } from '../model.ts';

/** Where the bytes of a dump are. */
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
  /** Null where the dump carries no time. */
  readonly timeMs: number | null;
  readonly goroutines: number;
  readonly unparsed: number;
  readonly truncated: boolean;
  /** How many dumps the text holds; the last one is shown. */
  readonly dumps: number;
  readonly states: readonly NamedCount[];
  readonly groups: number;
  readonly rows: readonly StackRow[];
  /** What the reader should know: cuts, what could not be read. */
  readonly notes: readonly string[];
  /** From the first byte to the rows. */
  readonly tookMs: number;
}

export interface DumpVerdicts {
  /** One sentence: what leaks or rises, or why nothing is known. */
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

/** What the worker answers. A call rejects with an Error whose message can be shown. */
export interface DumpReaderApi {
  /** So that the first dump is read by code that is compiled already. */
  prepare(): Promise<void>;
  /** `onBytes` is told how many packed bytes have been read so far. */
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
