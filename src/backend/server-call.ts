// Calls to the servers in the settings that store series or profiles. The implementation adds credentials, TLS and
// address checks.
import type { Result } from '../core/problem.ts';

/** A POST. */
interface ServerCall {
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
