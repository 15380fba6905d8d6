// Answers the page's queries: several over one range in the data source's query model, as Grafana sends them.
import { parseJson } from '../../core/json.ts';
import { limits } from '../../core/limits.ts';
import type { RequestContext } from '../../core/query/request.ts';
import type { DataFrame } from '../../frames/model.ts';
import type { PluginHandler, QueryRequest } from '../protocol/handler.ts';

/** Room for a pasted dump and the queries around it. */
export const maxQueryBytes = limits.inlineDump.value * 2;
const maxQueries = 32;
const maxPoints = 4_000;

export interface Asked {
  readonly queries: readonly QueryRequest[];
}

export interface SentAnswer {
  readonly frames: readonly DataFrame[];
  readonly problem?: { readonly code: string; readonly message: string; readonly field?: string };
}

/** Parses the body. Returns a sentence if it is invalid. */
export function readAsked(body: Uint8Array): Asked | string {
  let parsed: unknown;
  try {
    parsed = parseJson(new TextDecoder().decode(body));
  } catch {
    return 'The body is not JSON.';
  }
  if (!isRecord(parsed) || !Array.isArray(parsed['queries'])) return 'The body needs a list "queries".';
  const list: readonly unknown[] = parsed['queries'];
  if (list.length > maxQueries) return `More than ${maxQueries} queries in one request.`;
  const range = isRecord(parsed['range']) ? parsed['range'] : {};
  const [fromMs, toMs] = [readTime(range['fromMs']), readTime(range['toMs'])];
  const maxDataPoints = Math.min(readTime(parsed['maxDataPoints']) || 600, maxPoints);
  const intervalMs = Math.max(1, Math.round((toMs - fromMs) / maxDataPoints));
  const queries: QueryRequest[] = [];
  for (const [index, query] of list.entries()) {
    if (!isRecord(query)) return `queries[${index}] is not an object.`;
    const { refId, queryType } = query;
    if (typeof refId !== 'string' || refId === '') return `queries[${index}].refId must be a text.`;
    queries.push({
      refId,
      queryType: typeof queryType === 'string' ? queryType : '',
      json: JSON.stringify(query),
      fromMs,
      toMs,
      intervalMs,
      maxDataPoints,
    });
  }
  return { queries };
}

/** Returns answers by refId. A failed query does not affect the others. */
export async function answerAsked(
  service: PluginHandler,
  context: RequestContext,
  { queries }: Asked,
  signal: AbortSignal,
): Promise<Readonly<Record<string, SentAnswer>>> {
  const answers = await service.queryData(context, queries, signal);
  // The server bounds its own clients by their number.
  answers.release?.();
  return Object.fromEntries(
    [...answers].map(([refId, answer]): [string, SentAnswer] => {
      if (answer.ok) return [refId, { frames: answer.frames }];
      const { code, message, field } = answer.problem;
      return [refId, { frames: answer.frames, problem: { code, message, ...(field === undefined ? {} : { field }) } }];
    }),
  );
}

function readTime(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.round(value) : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
