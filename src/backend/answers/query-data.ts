// Answers the queries of a request. Each query is read, authorised and answered separately, so that one invalid query
// does not fail the others.
import { limits } from '../../core/limits.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { isTurnOver, takeTurn, workFor } from '../loop-turns.ts';
import { ruleQueryType } from '../../core/query/defaults.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { QueryAnswer, QueryAnswers, QueryRequest } from '../protocol/handler.ts';
import { answerers } from './answerers.ts';
import type { AnswerPorts, Ask } from './ask.ts';
import { openAnswerMemory } from './answer-memory.ts';
import { describeKey, nameOwner, type Prepared } from './turns/coalescing-key.ts';
import { openCallBound, tooManyQueries } from './call-bounds.ts';
import { hideHosts, listShownHosts } from './hide-hosts.ts';
import { readKnownSettings } from './known-settings.ts';
import { readKnownQuery } from './read-queries.ts';
import { leaveWhileWaiting } from './turns/leave-while-waiting.ts';
import { processAdmission } from './turns/process-admission.ts';
import { createCoalescer } from './turns/coalescing.ts';
import { checkAlertType, effectiveRole } from './roles.ts';

/** Called after each answered query. Must not throw. `queryType` is `unknown` if the query could not be parsed. */
export type QueryObserver = (event: {
  readonly queryType: string;
  /** `ok`, or the code of the problem. */
  readonly outcome: string;
  readonly tookMs: number;
}) => void;

interface Answered {
  readonly answer: QueryAnswer;
  readonly queryType: string;
}

/** A thrown error may contain secrets, so it goes only to the log, which redacts them. */
const internalError: Problem = {
  code: 'internal',
  status: 500,
  source: 'plugin',
  message: "Parked failed on this query because of a bug. The plugin's log has the details. Please report it.",
};

export async function answerQueries(
  ports: AnswerPorts,
  context: RequestContext,
  queries: readonly QueryRequest[],
  signal: AbortSignal,
  observe: QueryObserver,
): Promise<QueryAnswers> {
  const worker = { fromAlert: context.fromAlert, owner: nameOwner(context) };
  const bound = openCallBound(worker);
  const answers = await Promise.all(
    queries.map(async (request, index): Promise<readonly [string, QueryAnswer]> => {
      if (index >= limits.queriesPerCall.value) return [request.refId, refuseQuery(tooManyQueries)];
      const startMs = ports.nowMs();
      const answered = await workFor(worker, () => answerSafely(ports, context, request, signal));
      const { queryType } = answered;
      const answer = bound.keep(answered.answer);
      observe({ queryType, outcome: answer.ok ? 'ok' : answer.problem.code, tookMs: ports.nowMs() - startMs });
      return [request.refId, answer];
    }),
  );
  return Object.assign(new Map(answers), { release: bound.release });
}

/** Shared by the process, because all data sources share its CPU and memory. */
const coalescer = createCoalescer<QueryRequest, QueryAnswer>(processAdmission);

/** Contains a bug in one answer, so that the other answers of the request survive. */
async function answerSafely(
  ports: AnswerPorts,
  context: RequestContext,
  request: QueryRequest,
  signal: AbortSignal,
): Promise<Answered> {
  let queryType = 'unknown';
  try {
    // Parsing a query compiles its regular expressions, so calls take turns.
    if (isTurnOver()) await takeTurn();
    const read = prepare(context, request);
    const { prepared } = read;
    queryType = read.queryType;
    if (!prepared.ok) return { answer: refuseQuery(prepared.problem), queryType };
    const question = describeKey(context, request, prepared.value, ports);
    const answered = await coalescer.ask({ ...question, request, signal }, (latest, allLeft, place) => {
      const memory = openAnswerMemory(question);
      place.onLeave(memory.release);
      const more = { signal: allLeft, memory, onEnd: place.onLeave };
      return answerQuery(leaveWhileWaiting(ports, place, memory), context, prepared.value, latest, more);
    });
    return { answer: answered.ok ? answered.value : refuseQuery(answered.problem), queryType };
  } catch (error) {
    ports.onBug(error);
    return { answer: refuseQuery(internalError), queryType };
  }
}

function prepare(
  context: RequestContext,
  request: QueryRequest,
): { readonly queryType: string; readonly prepared: Result<Prepared> } {
  const queryTypeByDefault = context.fromAlert ? ruleQueryType : '';
  const read = readKnownQuery(request.json, request.queryType || queryTypeByDefault);
  if (!read.ok) return { queryType: 'unknown', prepared: read };
  const { queryType } = read.value;
  const settings = readKnownSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) return { queryType, prepared: settings };
  const notAlertable = context.fromAlert ? checkAlertType(queryType) : undefined;
  if (notAlertable) return { queryType, prepared: fail(notAlertable) };
  return { queryType, prepared: succeed({ query: read.value, settings: settings.value }) };
}

async function answerQuery(
  ports: AnswerPorts,
  context: RequestContext,
  { query, settings }: Prepared,
  { refId, fromMs, toMs, intervalMs, maxDataPoints }: QueryRequest,
  more: Pick<Ask, 'signal' | 'memory' | 'onEnd'>,
): Promise<QueryAnswer> {
  const { fromAlert, pluginConfig } = context;
  const ref = { orgId: context.orgId, instance: context.dataSource, settings };
  const answered = await answerers[query.queryType]({
    ports,
    ref,
    past: ports.attend(ref, pluginConfig),
    query,
    role: effectiveRole(context),
    ...{ fromAlert, fromMs, toMs, intervalMs, maxDataPoints, ...more },
  });
  const answer: QueryAnswer = answered.ok
    ? { ok: true, frames: answered.value.map((frame) => ({ ...frame, refId })) }
    : refuseQuery(answered.problem);
  return hideHosts(answer, effectiveRole(context), listShownHosts(ports.targets, ref));
}

function refuseQuery(problem: Problem): QueryAnswer {
  return { ok: false, problem, frames: [] };
}
