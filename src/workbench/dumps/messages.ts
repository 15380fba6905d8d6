// What the page and the worker that reads dumps say to each other.
import type { ChangeRow, DumpFacts, FlameRows, FrameRow, StackRow, SuspectRow, Tally } from '../model.ts';

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
  readonly states: readonly Tally[];
  readonly groups: number;
  readonly rows: readonly StackRow[];
  /** What the reader should know: cuts, what could not be read. */
  readonly notes: readonly string[];
  /** From the first byte to the rows. */
  readonly tookMs: number;
}

export interface DumpVerdicts {
  readonly suspects: readonly SuspectRow[];
  /** Ids of causes by the id of the row. */
  readonly causes: ReadonlyMap<string, string>;
}

export interface DumpStack {
  readonly frames: readonly FrameRow[];
  readonly locations: readonly Tally[];
  readonly states: readonly Tally[];
  readonly facts: DumpFacts | null;
}

export interface DumpDiff {
  readonly rows: readonly ChangeRow[];
  readonly same: number;
  readonly before: number;
  readonly after: number;
}

/** One question and what comes back for it. */
export interface DumpOperations {
  /** So that the first dump is read by code that is compiled already. */
  prepare: { ask: null; answer: null };
  open: { ask: { readonly name: string; readonly place: DumpPlace }; answer: DumpSummary };
  judge: { ask: { readonly id: number }; answer: DumpVerdicts };
  stack: { ask: { readonly id: number; readonly fingerprint: string; readonly state: string }; answer: DumpStack };
  texts: {
    ask: { readonly id: number; readonly fingerprint: string; readonly state: string };
    answer: readonly string[];
  };
  flame: { ask: { readonly id: number; readonly fingerprint: string | null }; answer: FlameRows };
  diff: { ask: { readonly before: number; readonly after: number }; answer: DumpDiff };
  document: { ask: { readonly id: number }; answer: string };
  pprof: { ask: { readonly id: number }; answer: Uint8Array };
  close: { ask: { readonly id: number }; answer: null };
}

export type DumpOperation = keyof DumpOperations;

export interface DumpQuestion<Name extends DumpOperation = DumpOperation> {
  readonly call: number;
  readonly name: Name;
  readonly ask: DumpOperations[Name]['ask'];
}

export type DumpReply =
  | { readonly call: number; readonly answer: unknown }
  /** A sentence that says what is wrong and what to do. */
  | { readonly call: number; readonly problem: string }
  | { readonly call: number; readonly progressBytes: number };
