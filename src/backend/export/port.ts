// The interface of export: samples come in, and servers are called. The caller adds credentials, TLS and address
// checks.
import type { Labels } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';

/** A newly detected leak. */
export interface ExportedOnset {
  readonly target: Labels;
  /** When it began, in milliseconds since the epoch. */
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
  /** Bound on the answer. The rest is cut off. */
  readonly maxBytes: number;
}

export interface ServerReply {
  readonly status: number;
  /** The answer's `Retry-After` header. */
  readonly retryAfter: string | undefined;
  readonly body: string;
  /** Whether the answer was cut. */
  readonly cut: boolean;
}

/** Fails with a problem that names only the host. */
export type CallServer = (call: ServerCall, signal: AbortSignal) => Promise<Result<ServerReply>>;
