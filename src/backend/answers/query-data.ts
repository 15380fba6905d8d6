// A request with its queries: each is read, checked against the rights of whoever asks, and answered on its own, so
// that one wrong query never takes the others with it.
import type { Problem } from '../../core/problem.ts';
import { ruleQueryType } from '../../core/query/defaults.ts';
import { readQuery } from '../../core/query/read-query.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { QueryAnswer, QueryRequest } from '../protocol/handler.ts';
import { createAdmission } from './admission.ts';
import { answerers } from './answerers.ts';
import type { AnswerPorts } from './ask.ts';
import { readKnownSettings } from './known-settings.ts';
import { checkAlertType, effectiveRole } from './roles.ts';

/** Told of every query that was answered; must not throw. `queryType` is `unknown` where the query could not be read. */
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

/** What was thrown may hold anything: it goes to the log, where secrets are blacked out, not to whoever asks. */
const internalError: Problem = {
  code: 'internal',
  status: 500,
  source: 'plugin',
  message: "Parked failed on this query: an error of its own. The plugin's log says more; please report it.",
};

export async function answerQueries(
  ports: AnswerPorts,
  context: RequestContext,
  queries: readonly QueryRequest[],
  signal: AbortSignal,
  observe: QueryObserver,
): Promise<ReadonlyMap<string, QueryAnswer>> {
  const answers = await Promise.all(
    queries.map(async (request): Promise<readonly [string, QueryAnswer]> => {
      const startMs = ports.nowMs();
      const { answer, queryType } = await answerSafely(ports, context, request, signal);
      observe({ queryType, outcome: answer.ok ? 'ok' : answer.problem.code, tookMs: ports.nowMs() - startMs });
      return [request.refId, answer];
    }),
  );
  return new Map(answers);
}

/** Of the whole process: all data sources share its processor and its memory. */
const admission = createAdmission();

/** A bug in one answer must not take the other answers of the request with it. */
async function answerSafely(
  ports: AnswerPorts,
  context: RequestContext,
  request: QueryRequest,
  signal: AbortSignal,
): Promise<Answered> {
  const entered = await admission.enter({ fromAlert: context.fromAlert, signal });
  if (!entered.ok) return { answer: refuseQuery(entered.problem), queryType: 'unknown' };
  try {
    return await answerQuery(ports, context, request, signal);
  } catch (error) {
    ports.onBug(error);
    return { answer: refuseQuery(internalError), queryType: 'unknown' };
  } finally {
    entered.value();
  }
}

async function answerQuery(
  ports: AnswerPorts,
  context: RequestContext,
  request: QueryRequest,
  signal: AbortSignal,
): Promise<Answered> {
  const queryTypeByDefault = context.fromAlert ? ruleQueryType : '';
  const read = readQuery(request.json, { queryType: request.queryType || queryTypeByDefault });
  if (!read.ok) return { answer: refuseQuery(read.problem), queryType: 'unknown' };
  const query = read.value;
  const { queryType } = query;
  const settings = readKnownSettings(context.dataSource, context.pluginConfig);
  if (!settings.ok) return { answer: refuseQuery(settings.problem), queryType };
  const notAlertable = context.fromAlert ? checkAlertType(queryType) : undefined;
  if (notAlertable) return { answer: refuseQuery(notAlertable), queryType };

  const ref = { orgId: context.orgId, instance: context.dataSource, settings: settings.value };
  const answered = await answerers[queryType]({
    ports,
    ref,
    past: ports.attend(ref, context.pluginConfig),
    query,
    role: effectiveRole(context),
    fromAlert: context.fromAlert,
    fromMs: request.fromMs,
    toMs: request.toMs,
    intervalMs: request.intervalMs,
    maxDataPoints: request.maxDataPoints,
    signal,
  });
  if (!answered.ok) return { answer: refuseQuery(answered.problem), queryType };
  const frames = answered.value.map((frame) => ({ ...frame, refId: request.refId }));
  return { answer: { ok: true, frames }, queryType };
}

function refuseQuery(problem: Problem): QueryAnswer {
  return { ok: false, problem, frames: [] };
}
