// Builds the key by which equal queries share an answer. Users of one dashboard send ranges with slightly different
// ends. Their answers are equal until the next sample.
import { perObject } from '../../../core/per-object.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import type { RequestContext } from '../../../core/query/request.ts';
import type { Settings } from '../../../core/query/settings.ts';
import type { QueryRequest } from '../../protocol/handler.ts';
import type { AnswerPorts } from '../ask.ts';
import type { Question } from './coalescing.ts';
import { effectiveRole } from '../roles.ts';
import { chooseStep } from '../rows/trend-steps.ts';
import { secondMs } from '../../../core/agreed-times.ts';

/** A parsed query and its settings. */
export interface Prepared {
  readonly query: CompleteQuery;
  readonly settings: Settings;
}

/** The longest time that equal queries share an answer, even if samples are further apart. */
const maxJoinMs = 30 * secondMs;

/** A query with a pasted dump has no key, because it is rarely repeated. */
export function describeKey(
  context: RequestContext,
  request: QueryRequest,
  { query, settings }: Prepared,
  ports: Pick<AnswerPorts, 'nowMs'>,
): Omit<Question<unknown>, 'request' | 'signal'> {
  const { orgId, fromAlert, dataSource } = context;
  const joinMs = Math.min(settings.sampling.intervalMs, maxJoinMs);
  const isPasted = query.inline !== undefined;
  const asked = [numberOf(ports), numberOf(settings), orgId, effectiveRole(context), fromAlert, request.refId, query];
  const key = isPasted
    ? undefined
    : JSON.stringify([...asked, ...describeRange(request, settings, joinMs, ports.nowMs())]);
  const bytes = request.json.length + dataSource.jsonData.length;
  return { key, latestMs: request.toMs, fromAlert, joinMs, owner: nameOwner(context), bytes };
}

/** The data source of a request, as a key. */
export function nameOwner({ orgId, dataSource }: RequestContext): string {
  return `${orgId}/${dataSource.uid}`;
}

/**
 * Numbers settings objects, for keys of the process-wide coalescing. Equal settings of one data source, including
 * secrets, are one object.
 */
let numbered = 0;
const numberOf = perObject((_: object) => ++numbered);

/** The length of a range that ends now, or both ends of any other range. */
function describeRange(
  request: QueryRequest,
  { sampling }: Settings,
  joinMs: number,
  nowMs: number,
): readonly unknown[] {
  const { fromMs, toMs } = request;
  const stepMs = chooseStep(request, request, sampling.intervalMs);
  const isNow = toMs > 0 && Math.abs(nowMs - toMs) <= joinMs;
  return isNow ? [stepMs, Math.round((toMs - fromMs) / 1_000)] : [stepMs, fromMs, toMs];
}
