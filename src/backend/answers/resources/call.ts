// Input and output of every resource.
import type { Result } from '../../../core/problem.ts';
import { queryDefaults } from '../../../core/query/defaults.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import type { RequestContext, Role } from '../../../core/query/request.ts';
import type { ResourceAnswer } from '../../protocol/handler.ts';
import type { DataSourceRef } from '../../targets/port.ts';
import type { AnswerPorts, Ask } from '../ask.ts';
import type { AnswerMemory } from '../answer-memory.ts';
import { effectiveRole } from '../roles.ts';

/** One method at one path. Callers need at least `role`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly role: Role;
  readonly answer: (call: Call) => Promise<Result<Reply>>;
}

/** A JSON value or a file. */
export type Reply =
  { readonly json: unknown } | { readonly body: ResourceAnswer['body']; readonly headers: ResourceAnswer['headers'] };

export interface Call {
  readonly ports: AnswerPorts;
  readonly context: RequestContext;
  readonly ref: DataSourceRef;
  /** Only the query parameters are read. */
  readonly parameters: URLSearchParams;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  readonly memory: AnswerMemory;
  /** Called when the answer is complete. */
  readonly onEnd: (release: () => void) => void;
}

/** Turns the call into a query. Missing fields get their defaults. Without a range, the query is about now. */
export function makeAsk(
  { ports, context, ref, signal, memory, onEnd }: Call,
  query: Partial<CompleteQuery>,
  range: { readonly fromMs: number; readonly toMs: number } = { fromMs: 0, toMs: 0 },
): Ask {
  return {
    ports,
    ref,
    past: ports.attend(ref, context.pluginConfig),
    query: { ...queryDefaults, ...query },
    role: effectiveRole(context),
    fromAlert: context.fromAlert,
    ...range,
    intervalMs: 0,
    maxDataPoints: 0,
    signal,
    memory,
    onEnd,
  };
}
