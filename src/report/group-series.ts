// The profiles of a report as groups: of the last profiles for its rows, of all of them for how they moved.
import { groupProfiles, type GroupInput } from '../core/analysis/group.ts';
import type { Grouped } from '../core/analysis/model.ts';
import { defaultBounds } from '../core/limits.ts';
import type { Result } from '../core/problem.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import type { CountGroups } from './series.ts';

export type ReportQuery = Pick<CompleteQuery, 'groupBy' | 'per' | 'filter'>;

/** Fails for what the profiles cannot say; the problem names the field of the query. */
export function groupInputs(inputs: readonly GroupInput[], { groupBy, per, filter }: ReportQuery): Result<Grouped> {
  return groupProfiles(inputs, { groupBy, per, filter, groupsLimit: defaultBounds.groupsPerProfile });
}

/** Group keys repeat from sample to sample: each is kept once. What the profiles cannot say counts nothing. */
export function makeGroupCounter(query: ReportQuery): CountGroups {
  // A group that was small then is the same group: bounds on whole groups hold for the last profile alone.
  const { minCount: _, minGrade: __, ...filter } = query.filter;
  const keys = new Map<string, string>();
  return (input) => {
    const grouped = groupInputs([input], { ...query, filter });
    return new Map(
      (grouped.ok ? grouped.value.groups : []).map(({ key, count }) => {
        const known = keys.get(key) ?? key;
        keys.set(known, known);
        return [known, count];
      }),
    );
  };
}
