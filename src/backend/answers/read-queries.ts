// Queries arrive as text with every request. Dashboards and rules send the same text again and again, so each is read and
// its regular expressions are compiled once.
import { LRUCache } from 'lru-cache';
import { limits } from '../../core/limits.ts';
import type { Result } from '../../core/problem.ts';
import type { CompleteQuery } from '../../core/query/model.ts';
import { countExpressionSteps } from '../../core/query/query-expressions.ts';
import { readQuery } from '../../core/query/read-query.ts';

/** Longer texts hold a pasted dump, which nobody sends twice. */
const maxTextLength = limits.queryText.value;
/** What a query weighs beside its expressions, in their steps. */
const baseSteps = 50;

const known = new LRUCache<string, Result<CompleteQuery>>({
  maxSize: limits.compiledExpressions.value,
  sizeCalculation: (read) => baseSteps + (read.ok ? countExpressionSteps(read.value) : 0),
});

/** `readQuery`, once for the same text. The compiled expressions live as long as the query is kept. */
export function readKnownQuery(json: string, queryType: string): Result<CompleteQuery> {
  if (json.length > maxTextLength) return readQuery(json, { queryType });
  const key = `${queryType}\n${json}`;
  const read = known.get(key) ?? readQuery(json, { queryType });
  known.set(key, read);
  return read;
}
