// Switches between query types with one click. Targets and filters stay.
import type { Query, QueryType } from '../core/query/model.ts';
import { queryDefaults } from '../core/query/defaults.ts';
import { queryTypeTraits } from './query-types.ts';
import type { ParkedQuery } from './query.ts';

export function listMoves({ queryType = queryDefaults.queryType, inline }: ParkedQuery): readonly QueryType[] {
  return queryTypeTraits[queryType].next.filter((type) => inline === undefined || queryTypeTraits[type].takesDump);
}

/** The same query with another type. `diff` needs a baseline, so it gets one. */
export function moveTo(query: ParkedQuery, queryType: QueryType): Partial<Query> {
  const needsBaseline = queryType === 'diff' && query.baseline === undefined;
  return { queryType, ...(needsBaseline ? { baseline: { rangeStart: true } } : {}) };
}
