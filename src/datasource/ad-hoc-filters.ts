// Converts a dashboard's ad hoc filters, and clicks on "filter for value" in a table, to conditions of a query.
import type { AdHocVariableFilter } from '@grafana/data';
import type { Filter } from '../core/analysis/model.ts';
import type { Matcher } from '../core/labels.ts';
import type { ParkedQuery } from './query.ts';
import { escapeExpression, joinAlternatives } from './variables/fill-text.ts';

/** Columns that describe stacks. Every other name is a target label. */
export const stackKeys = ['function', 'package', 'state', 'fingerprint'] as const;
type StackKey = (typeof stackKeys)[number];

/** Throws an error for the panel if a filter is not supported. Leaving it out would show what was filtered away. */
export function applyAdHocFilters(query: ParkedQuery, filters: readonly AdHocVariableFilter[]): ParkedQuery {
  return filters.filter((filter) => filter.key !== '').reduce(applyFilter, query);
}

function applyFilter(query: ParkedQuery, filter: AdHocVariableFilter): ParkedQuery {
  const key = stackKeys.find((name) => name === filter.key);
  if (key !== undefined) return { ...query, filter: narrow(query.filter ?? {}, key, filter) };
  return { ...query, targets: [...(query.targets ?? []), toMatcher(filter)] };
}

function toMatcher({ key, operator, value, values }: AdHocVariableFilter): Matcher {
  // A table renames a target label if a column already has its name.
  const label = key.startsWith('target_') ? key.slice('target_'.length) : key;
  switch (operator) {
    case '=':
    case '!=':
    case '=~':
    case '!~':
      return { label, op: operator, value };
    case '=|':
      return { label, op: '=~', value: joinAlternatives(values ?? [value]) };
    case '!=|':
      return { label, op: '!~', value: joinAlternatives(values ?? [value]) };
    default:
      throw new Error(`Parked cannot filter "${key}" by "${operator}": use =, !=, =~ or !~.`);
  }
}

/** RE2 has no negation, so stacks can be filtered for, but not out. */
function narrow(filter: Filter, key: StackKey, { operator, value, values }: AdHocVariableFilter): Filter {
  const wanted = operator === '=' ? [value] : operator === '=|' ? (values ?? [value]) : undefined;
  switch (key) {
    case 'state':
      if (wanted) return { ...filter, states: intersect(filter.states, wanted, 'none') };
      break;
    case 'fingerprint':
      if (wanted) return { ...filter, fingerprints: intersect(filter.fingerprints, wanted, '0000000000000000') };
      break;
    default:
      if (filter[key]) throw new Error(`Parked cannot filter "${key}" twice: the query has a condition on it already.`);
      if (wanted) return { ...filter, [key]: `^(${wanted.map(escapeExpression).join('|')})$` };
      if (operator === '=~') return { ...filter, [key]: value };
  }
  throw new Error(`Parked cannot filter "${key}" by "${operator}": use = or "one of".`);
}

/**
 * The intersection of two lists. An empty list would mean "all", so an empty result contains a value that no stack has.
 */
function intersect(
  given: readonly string[] | undefined,
  wanted: readonly string[],
  impossible: string,
): readonly string[] {
  if (given === undefined || given.length === 0) return wanted;
  const common = wanted.filter((value) => given.includes(value));
  return common.length === 0 ? [impossible] : common;
}
