// What every resource is given, and what it gives back.
import type { Result } from '../../../core/problem.ts';
import { queryDefaults } from '../../../core/query/defaults.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import type { RequestContext, Role } from '../../../core/query/request.ts';
import type { ResourceAnswer } from '../../protocol/handler.ts';
import type { DataSourceRef } from '../../targets/port.ts';
import type { AnswerPorts, Ask } from '../ask.ts';
import { effectiveRole } from '../roles.ts';

/** One method at one path. Whoever has at least `role` gets an answer. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly role: Role;
  readonly answer: (call: Call) => Promise<Result<Reply>>;
}

/** Anything that JSON can say, or a file. */
export type Reply =
  { readonly json: unknown } | { readonly body: ResourceAnswer['body']; readonly headers: ResourceAnswer['headers'] };

export interface Call {
  readonly ports: AnswerPorts;
  readonly context: RequestContext;
  readonly ref: DataSourceRef;
  /** Only its parameters count. */
  readonly parameters: URLSearchParams;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  /** Called when the answer has been made. */
  readonly onEnd: (release: () => void) => void;
}

/** The call as a question; a field that is not given has its default. No range: as things are now. */
export function makeAsk(
  { ports, context, ref, signal, onEnd }: Call,
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
    onEnd,
  };
}
