// What export gets from its surroundings, and what it asks of them: samples come in, servers are called. Credentials,
// TLS and the check of addresses are the business of whoever makes the calls.
import type { Labels } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';

/** A leak that was noticed. */
export interface ExportedOnset {
  readonly target: Labels;
  /** When it began. */
  readonly atMs: number;
  readonly noticedMs?: number;
  readonly fingerprint: string;
  readonly state: string;
  readonly function: string;
  readonly grade: string;
  readonly cause: string | null;
}

/** A POST to a configured server. */
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
  /** Of the answer's header `Retry-After`. */
  readonly retryAfter: string | undefined;
  readonly body: string;
  /** There was more than the call took. */
  readonly cut: boolean;
}

/** Fails with a problem that names the host alone. */
export type CallServer = (call: ServerCall, signal: AbortSignal) => Promise<Result<ServerReply>>;
