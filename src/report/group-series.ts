// Groups the profiles of a report: the last ones for its rows, all of them for the change over time.
import { groupProfiles, type GroupInput } from '../core/analysis/group.ts';
import type { Grouped } from '../core/analysis/model.ts';
import { defaultBounds } from '../core/limits.ts';
import type { Result } from '../core/problem.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import type { CountGroups } from './series.ts';

export type ReportQuery = Pick<CompleteQuery, 'groupBy' | 'per' | 'filter'>;

/** Fails if the profiles lack data that the query needs. The problem names the field of the query. */
export function groupInputs(inputs: readonly GroupInput[], { groupBy, per, filter }: ReportQuery): Result<Grouped> {
  return groupProfiles(inputs, { groupBy, per, filter, groupsLimit: defaultBounds.groupsPerProfile });
}

/**
 * Group keys repeat from sample to sample, so each text is kept once. A profile that cannot be grouped has no counts.
 */
export function makeGroupCounter(query: ReportQuery): CountGroups {
  // A group that was small before is still the same group, so bounds on whole groups apply only to the last profile.
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
