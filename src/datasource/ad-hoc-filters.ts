// A dashboard's ad hoc filters, and clicks on "filter for value" in a table, as conditions of a query.
import type { AdHocVariableFilter } from '@grafana/data';
import type { Filter } from '../core/analysis/model.ts';
import type { Matcher } from '../core/labels.ts';
import type { ParkedQuery } from './query.ts';
import { escapeExpression, joinAlternatives } from './variables/fill-text.ts';

/** Columns of answers that are about stacks; every other name is a label of targets. */
export const stackKeys = ['function', 'package', 'state', 'fingerprint'] as const;
type StackKey = (typeof stackKeys)[number];

/** Throws, in words for the panel, where a filter can't be asked: leaving it out would show what was filtered away. */
export function applyAdHocFilters(query: ParkedQuery, filters: readonly AdHocVariableFilter[]): ParkedQuery {
  return filters.filter((filter) => filter.key !== '').reduce(applyFilter, query);
}

function applyFilter(query: ParkedQuery, filter: AdHocVariableFilter): ParkedQuery {
  const key = stackKeys.find((name) => name === filter.key);
  if (key !== undefined) return { ...query, filter: narrow(query.filter ?? {}, key, filter) };
  return { ...query, targets: [...(query.targets ?? []), toMatcher(filter)] };
}

function toMatcher({ key, operator, value, values }: AdHocVariableFilter): Matcher {
  // A table gives a target's label a name of its own where a column has that name already.
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

/** RE2 knows no "not", so stacks can be filtered for, and not out. */
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

/** What both ask for. An empty list would mean "all", so where nothing is left it holds what no stack has. */
function intersect(
  given: readonly string[] | undefined,
  wanted: readonly string[],
  impossible: string,
): readonly string[] {
  if (given === undefined || given.length === 0) return wanted;
  const common = wanted.filter((value) => given.includes(value));
  return common.length === 0 ? [impossible] : common;
}
