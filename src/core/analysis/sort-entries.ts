// Finds the group of an entry without counting it, for series whose counts are stored elsewhere.
import { type Labels, pickLabels } from '../labels.ts';
import { perObject } from '../per-object.ts';
import { succeed, type Result } from '../problem.ts';
import type { InterpretedEntry, InterpretedProfile } from '../stack/model.ts';
import { compileFilter } from './filter.ts';
import { compileGrouping } from './grouping.ts';
import { openGroupKeys, type GroupQuestion } from './group.ts';
import { openIgnoreAccount } from './ignored.ts';

export interface Sorted {
  /** The key of the group that `groupProfiles` would make. */
  readonly key: string;
  readonly per: Labels;
}

/** Undefined for an entry that the filter or an ignore rule leaves out. */
export type Sorter = (target: Labels, entry: InterpretedEntry) => Sorted | undefined;

/**
 * `profiles` tell which conditions can be answered. Ignores `filter.minCount` and `filter.minGrade`, which apply to
 * whole groups.
 */
export function compileSorter(
  question: Omit<GroupQuestion, 'groupsLimit'>,
  profiles: readonly InterpretedProfile[],
): Result<Sorter> {
  const filter = compileFilter(question.filter, profiles);
  if (!filter.ok) return filter;
  const readValues = compileGrouping(question.groupBy, profiles);
  if (!readValues.ok) return readValues;
  const ignored = openIgnoreAccount(question.ignore ?? [], question.verdicts);
  const keys = openGroupKeys(question.groupBy, readValues.value);
  const ofTarget = perObject((target: Labels) => {
    const per = pickLabels(target, question.per);
    return { per, keyOf: keys(per) };
  });
  return succeed((target, entry) => {
    if (ignored.hide(entry, target) || filter.value(entry).count === 0) return undefined;
    const { per, keyOf } = ofTarget(target);
    return { key: keyOf(entry), per };
  });
}
