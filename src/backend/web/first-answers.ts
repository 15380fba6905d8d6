// The answers to the page's first questions. They are computed while the browser starts, and sent if they are young
// enough when the page asks.
import {
  firstQuestion,
  firstSpanMs,
  overviewParts,
  overviewPoints,
  overviewQueries,
  type OverviewPart,
} from '../../core/query/overview.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { PluginHandler } from '../protocol/handler.ts';
import { answerAsked, type SentAnswer } from './queries.ts';

/** One part's answers, under the names `q0`, `q1`, … in the order of its queries. */
interface FirstAnswer {
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly answers: Readonly<Record<string, SentAnswer>>;
}

export interface FirstAnswers {
  /** Starts all parts. */
  begin(): void;
  /** The kept answer if it is recent, otherwise a new one. */
  read(part: OverviewPart): Promise<FirstAnswer>;
}

/** No older than any other live answer. */
const maxAgeMs = 5_000;

interface Kept {
  readonly sinceMs: number;
  readonly answer: Promise<FirstAnswer>;
}

export function createFirstAnswers(
  openService: () => Promise<PluginHandler>,
  context: RequestContext,
  processes: number,
): FirstAnswers {
  const kept = new Map<OverviewPart, Kept>();

  async function ask(part: OverviewPart): Promise<FirstAnswer> {
    const service = await openService();
    const toMs = Date.now();
    const range = { fromMs: toMs - firstSpanMs, toMs };
    const shared = { ...range, intervalMs: Math.round(firstSpanMs / overviewPoints), maxDataPoints: overviewPoints };
    const queries = overviewQueries[part](firstQuestion(processes)).map((query, index) => ({
      refId: `q${index}`,
      queryType: query.queryType ?? '',
      json: JSON.stringify({ ...query, refId: `q${index}` }),
      ...shared,
    }));
    // Several pages may wait for this answer, so none of them cancels it.
    return { range, answers: await answerAsked(service, context, { queries }, new AbortController().signal) };
  }

  function start(part: OverviewPart): Promise<FirstAnswer> {
    const answer = ask(part);
    kept.set(part, { sinceMs: performance.now(), answer });
    // The caller that reads the answer gets the failure. A failure is not kept.
    answer.catch(() => kept.delete(part));
    return answer;
  }

  return {
    begin: () => overviewParts.forEach((part) => void start(part)),
    read: (part) => {
      const young = kept.get(part);
      return young !== undefined && performance.now() - young.sinceMs < maxAgeMs ? young.answer : start(part);
    },
  };
}
