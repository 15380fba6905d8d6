// Fills dashboard variables into every field of a query that may have them.
import type { ScopedVars } from '@grafana/data';
import type { Filter, Grouping } from '../../core/analysis/model.ts';
import type { Baseline } from '../../core/query/model.ts';
import type { ParkedQuery } from '../query.ts';
import { fillList, fillMatchers, isAnything } from './fill-list.ts';
import { fillExpression, fillPlain } from './fill-text.ts';
import type { Replace } from './fill-text.ts';

/** A pasted dump is not changed, since it may contain a literal `$GOROOT`. */
export function fillQuery(query: ParkedQuery, scopedVars: ScopedVars, replace: Replace): ParkedQuery {
  const plain = <Value>(value: Value): Value =>
    typeof value === 'string' ? (fillPlain(value, scopedVars, replace) as Value) : value;
  return dropUndefined({
    ...query,
    targets: query.targets && fillMatchers(query.targets, scopedVars, replace),
    filter: query.filter && fillFilter(query.filter, scopedVars, replace),
    groupBy: query.groupBy && (fillList(query.groupBy, scopedVars, replace) as readonly Grouping[] | undefined),
    per: query.per && fillList(query.per, scopedVars, replace),
    limit: plain(query.limit),
    legendFormat: plain(query.legendFormat),
    window: plain(query.window),
    baseline: query.baseline && fillBaseline(query.baseline, scopedVars, replace),
    function: plain(query.function),
  });
}

function fillFilter(filter: Filter, scopedVars: ScopedVars, replace: Replace): Filter {
  const plain = <Value>(value: Value): Value =>
    typeof value === 'string' ? (fillPlain(value, scopedVars, replace) as Value) : value;
  const expression = (text: string | undefined) => {
    const filled = text && fillExpression(text, scopedVars, replace);
    return filled === text || !isAnything(filled ?? '') ? filled : undefined;
  };
  return dropUndefined({
    ...filter,
    function: expression(filter.function),
    package: expression(filter.package),
    creator: expression(filter.creator),
    fingerprints: filter.fingerprints && fillList(filter.fingerprints, scopedVars, replace),
    states: filter.states && fillList(filter.states, scopedVars, replace),
    labels: filter.labels && fillMatchers(filter.labels, scopedVars, replace),
    minCount: plain(filter.minCount),
    minWaitMinutes: plain(filter.minWaitMinutes),
    minGrade: plain(filter.minGrade),
  });
}

function fillBaseline(baseline: Baseline, scopedVars: ScopedVars, replace: Replace): Baseline {
  if ('ago' in baseline) return { ago: fillPlain(baseline.ago, scopedVars, replace) };
  if ('at' in baseline) return { at: fillPlain(baseline.at, scopedVars, replace) };
  if ('name' in baseline) return { name: fillPlain(baseline.name, scopedVars, replace) };
  if ('targets' in baseline) {
    return { targets: fillMatchers(baseline.targets, scopedVars, replace) };
  }
  return baseline;
}

/** Drops undefined fields, so that queries compare equal. */
function dropUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Value;
}
