// Which group an entry belongs to, without counting it: for series, whose counts stand elsewhere.
import { type Labels, pickLabels } from '../labels.ts';
import { perObject } from '../per-object.ts';
import { succeed, type Result } from '../problem.ts';
import type { InterpretedEntry, InterpretedProfile } from '../stack/model.ts';
import { compileFilter } from './filter.ts';
import { compileGrouping } from './grouping.ts';
import { openGroupKeys, type GroupQuestion } from './group.ts';
import { openIgnoreAccount } from './ignored.ts';

export interface Sorted {
  /** Equal to the key of the group that `groupProfiles` makes of such entries. */
  readonly key: string;
  readonly per: Labels;
}

/** Undefined for an entry that the filter, or a rule for healthy stacks, leaves out. */
export type Sorter = (target: Labels, entry: InterpretedEntry) => Sorted | undefined;

/**
 * `profiles` stand for what the entries come from: they say what can be asked for. `filter.minCount` and
 * `filter.minGrade`, which are about whole groups, are not looked at.
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
