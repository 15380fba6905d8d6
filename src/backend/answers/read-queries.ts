// Caches parsed queries. Dashboards and alert rules repeat the same text, so each text is parsed and its regular
// expressions are compiled once.
import { LRUCache } from 'lru-cache';
import { limits } from '../../core/limits.ts';
import type { Result } from '../../core/problem.ts';
import type { CompleteQuery } from '../../core/query/model.ts';
import { countExpressionSteps } from '../../core/query/query-expressions.ts';
import { readQuery } from '../../core/query/read-query.ts';

/** Longer texts contain a pasted dump, which is rarely sent twice. */
const maxTextLength = limits.queryText.value;
/** The base cost of a cached query, in the unit of compiled expression steps. */
const baseSteps = 50;

/** Process-wide: a parsed query depends on its text only, and the bound is one for all data sources. */
const known = new LRUCache<string, Result<CompleteQuery>>({
  maxSize: limits.compiledExpressions.value,
  sizeCalculation: (read) => baseSteps + (read.ok ? countExpressionSteps(read.value) : 0),
});

/** Calls `readQuery` once for equal text. The compiled expressions live as long as the cached query. */
export function readKnownQuery(json: string, queryType: string): Result<CompleteQuery> {
  if (json.length > maxTextLength) return readQuery(json, { queryType });
  const key = `${queryType}\n${json}`;
  const read = known.get(key) ?? readQuery(json, { queryType });
  known.set(key, read);
  return read;
}
