// The profiles of a report as groups: of the last profiles for its rows, of all of them for how they moved.
import { groupProfiles } from '../core/analysis/group.ts';
import type { Grouped } from '../core/analysis/model.ts';
import { defaultBounds } from '../core/limits.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';
import { nameOption } from './options/read-selection.ts';
import type { CountGroups } from './series.ts';

/** Throws a CommandFailure for what the profiles cannot say, naming the option. */
export function groupProfilesOf(
  profiles: readonly InterpretedProfile[],
  query: Pick<CompleteQuery, 'groupBy' | 'filter'>,
): Grouped {
  const grouped = groupProfiles(
    profiles.map((profile) => ({ labels: {}, profile })),
    { groupBy: query.groupBy, per: [], filter: query.filter, groupsLimit: defaultBounds.groupsPerProfile },
  );
  if (grouped.ok) return grouped.value;
  throw nameOption(grouped.problem);
}

/** Group keys repeat from sample to sample: each is kept once. */
export function makeGroupCounter(query: CompleteQuery): CountGroups {
  // A group that was small then is the same group: bounds on whole groups hold for the last profile alone.
  const { minCount: _, minGrade: __, ...filter } = query.filter;
  const keys = new Map<string, string>();
  return (profile) =>
    new Map(
      groupProfilesOf([profile], { ...query, filter }).groups.map(({ key, count }) => {
        const known = keys.get(key) ?? key;
        keys.set(known, known);
        return [known, count];
      }),
    );
}
