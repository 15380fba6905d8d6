// The interface between the protocol and the rest of the backend. service.ts implements it without knowing gRPC.
import type { Problem } from '../../core/problem.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { DataFrame } from '../../frames/model.ts';

export interface QueryRequest {
  readonly refId: string;
  /** From the envelope. The query's own JSON may repeat it. */
  readonly queryType: string;
  /** The raw text of the query model. */
  readonly json: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
  readonly maxDataPoints: number;
}

export type QueryAnswer =
  | { readonly ok: true; readonly frames: readonly DataFrame[] }
  | { readonly ok: false; readonly problem: Problem; readonly frames: readonly DataFrame[] };

/** The answers of one call by `refId`. */
export type QueryAnswers = ReadonlyMap<string, QueryAnswer> & {
  /** Gives the memory of the answers back. Call when they are sent. */
  readonly release?: () => void;
};

export interface ResourceRequest {
  /** Without a leading slash. */
  readonly path: string;
  readonly method: string;
  /** The URL as Grafana sent it, with its query string. */
  readonly url: string;
  readonly body: Uint8Array;
}

export interface ResourceAnswer {
  /** 200 to 599. */
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** One chunk, or several for large answers. Several hold memory until the last is read. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface HealthAnswer {
  readonly status: 'ok' | 'error';
  readonly message: string;
  /** A JSON object. Grafana answers 500 to anything else. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** `signal` aborts when the caller cancels. */
export interface PluginHandler {
  queryData(context: RequestContext, queries: readonly QueryRequest[], signal: AbortSignal): Promise<QueryAnswers>;
  callResource(context: RequestContext, request: ResourceRequest, signal: AbortSignal): Promise<ResourceAnswer>;
  checkHealth(context: RequestContext, signal: AbortSignal): Promise<HealthAnswer>;
  /** Prometheus text format. */
  collectMetrics(): Promise<string>;
  /** Stops all work. Must settle within a second. */
  close(): Promise<void>;
}
