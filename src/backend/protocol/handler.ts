// What the protocol asks of the rest of the backend. service.ts implements it; nothing here knows gRPC.
import type { Problem } from '../../core/problem.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { DataFrame } from '../../frames/model.ts';

export interface QueryRequest {
  readonly refId: string;
  /** From the envelope; the query's own JSON may repeat it. */
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

export interface ResourceRequest {
  /** Without a leading slash. */
  readonly path: string;
  readonly method: string;
  /** The whole URL as Grafana sent it, query string included. */
  readonly url: string;
  readonly body: Uint8Array;
}

export interface ResourceAnswer {
  /** 200 to 599. */
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** One chunk or many: large answers are streamed. Memory is held for many until the last is read. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface HealthAnswer {
  readonly status: 'ok' | 'error';
  readonly message: string;
  /** A JSON object: Grafana answers 500 to anything else. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** `signal` aborts when the caller has gone. */
export interface PluginHandler {
  queryData(
    context: RequestContext,
    queries: readonly QueryRequest[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, QueryAnswer>>;
  callResource(context: RequestContext, request: ResourceRequest, signal: AbortSignal): Promise<ResourceAnswer>;
  checkHealth(context: RequestContext, signal: AbortSignal): Promise<HealthAnswer>;
  /** Prometheus text format. */
  collectMetrics(): Promise<string>;
  /** Ends all work; must settle within a second. */
  close(): Promise<void>;
}
