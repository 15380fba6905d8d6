// Which pprof labels a query uses. Labels may carry personal data, and each one multiplies groups. Where no setting
// lists the labels to keep, only those that the query names are kept.
import type { CompleteQuery } from './model.ts';

/** pprof labels that the query groups or filters by, each once. */
export function listNamedLabels(query: CompleteQuery): readonly string[] {
  const grouped = query.groupBy.flatMap((grouping) =>
    grouping.startsWith('label:') ? [grouping.slice('label:'.length)] : [],
  );
  return [...new Set([...grouped, ...(query.filter.labels ?? []).map((matcher) => matcher.label)])];
}
