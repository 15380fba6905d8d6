// Calls to the servers that keep a past. The wiring supplies them with credentials, TLS and checks of addresses.
import type { Result } from '../../core/problem.ts';

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
