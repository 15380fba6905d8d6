// Which pprof labels a query is about. Labels may carry personal data, and each makes groups multiply: where no setting
// says which to keep, those that the query names are kept and no other.
import type { CompleteQuery } from './model.ts';

/** pprof labels that the query groups or filters by, each once. */
export function listNamedLabels(query: CompleteQuery): readonly string[] {
  const grouped = query.groupBy.flatMap((grouping) =>
    grouping.startsWith('label:') ? [grouping.slice('label:'.length)] : [],
  );
  return [...new Set([...grouped, ...(query.filter.labels ?? []).map((matcher) => matcher.label)])];
}
