// From one type of query to the next with one click, with targets and filters kept.
import type { Query, QueryType } from '../core/query/model.ts';
import { queryDefaults } from '../core/query/defaults.ts';
import type { ParkedQuery } from './query.ts';

/** Where one goes from each type, the likeliest first. */
const nextTypes: Readonly<Record<QueryType, readonly QueryType[]>> = {
  stacks: ['trend', 'suspects', 'flamegraph', 'dump'],
  suspects: ['trend', 'flamegraph', 'stacks', 'dump'],
  trend: ['stacks', 'suspects', 'flamegraph', 'count'],
  count: ['trend', 'stacks'],
  flamegraph: ['stacks', 'trend', 'diff', 'dump'],
  diff: ['flamegraph', 'trend', 'stacks'],
  dump: ['stacks', 'flamegraph', 'suspects'],
  source: ['stacks', 'trend', 'dump'],
  runtime: ['trend', 'stacks', 'suspects', 'targets'],
  events: ['suspects', 'trend'],
  targets: ['runtime', 'stacks', 'suspects'],
};

export function listMoves(query: ParkedQuery): readonly QueryType[] {
  // What a pasted dump can't be asked is not offered for it.
  const types = nextTypes[query.queryType ?? queryDefaults.queryType] ?? [];
  return query.inline === undefined ? types : types.filter((type) => type !== 'trend' && type !== 'count');
}

/** The same question in another form. Fields of the other type begin with what makes it answer at once. */
export function moveTo(query: ParkedQuery, queryType: QueryType): Partial<Query> {
  return {
    queryType,
    ...(queryType === 'diff' && query.baseline === undefined ? { baseline: { rangeStart: true } } : {}),
  };
}

/** Whether arriving at a type may run it: a dump stops a program, so that only a person's own click takes one. */
export function runsOnArrival(queryType: QueryType): boolean {
  return queryType !== 'dump' && queryType !== 'source';
}
