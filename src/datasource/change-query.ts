// Changes a query and drops fields without content.
import type { Filter } from '../core/analysis/model.ts';
import type { ParkedQuery } from './query.ts';

/**
 * Merges a change. Fields that become undefined or empty are removed, and so are empty conditions. Empty lists of
 * `groupBy` and `per` stay, because they mean "all in one" and not the default.
 */
export function changeQuery(query: ParkedQuery, change: Partial<ParkedQuery>): ParkedQuery {
  const { filter, targets, ...rest } = { ...query, ...change, version: 1 as const };
  const kept = filter && dropFields(filter, (value) => isEmpty(value) || (Array.isArray(value) && value.length === 0));
  return {
    ...dropFields(rest, isEmpty),
    ...(targets && targets.length > 0 ? { targets } : {}),
    ...(kept && Object.keys(kept).length > 0 ? { filter: kept } : {}),
  };
}

export function changeFilter(query: ParkedQuery, change: Partial<Filter>): Partial<ParkedQuery> {
  return { filter: { ...query.filter, ...change } };
}

function dropFields<Value extends object>(value: Value, isDropped: (field: unknown) => boolean): Value {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => !isDropped(field))) as Value;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '';
}
