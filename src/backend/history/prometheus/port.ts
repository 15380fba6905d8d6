// What the Prometheus engine asks of its surroundings: calls to the configured server, and somebody who writes samples
// out. service.ts supplies both; credentials, TLS and checks of addresses are theirs.
import type { Problem, Result } from '../../../core/problem.ts';
import type { AppendOutcome, OnsetEvent, Sample } from '../port.ts';

export interface ServerCall {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
  /** Of the answer; what is beyond is cut off. */
  readonly maxBytes: number;
}

export interface ServerReply {
  readonly status: number;
  readonly body: string;
  /** There was more than the call took. */
  readonly cut: boolean;
}

/** Fails with a problem that names the host alone. */
export type CallServer = (call: ServerCall, signal: AbortSignal) => Promise<Result<ServerReply>>;

/** Where samples go. */
export interface SampleSink {
  add(sample: Sample): Promise<AppendOutcome>;
  addOnset(onset: OnsetEvent): Promise<AppendOutcome>;
  /** Why samples wait or are lost at the moment. */
  problem(): Problem | undefined;
  close(): Promise<void>;
}
