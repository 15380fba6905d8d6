// The single entries behind the groups of an answer: what a flame graph, a listing of source lines or a profile to take
// away is made of. Groups know one stack each, and those need all of them.
import { pickLabels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { entriesPerStep, finish, type Steps } from '../steps.ts';
import type { InterpretedEntry } from '../stack/model.ts';
import { MatchBudget } from '../match-budget.ts';
import { compileFilter } from './filter.ts';
import { compileGrouping } from './grouping.ts';
import { makeGroupKey, type GroupInput, type GroupQuestion } from './group.ts';
import { openIgnoreAccount } from './ignored.ts';

/** Goroutines of one entry that an answer is about. */
export interface KeptEntry {
  readonly interpreted: InterpretedEntry;
  /** Of the entry's goroutines, how many pass the filter; at least 1. */
  readonly count: number;
  readonly leaked: number;
  /** Values of the groupings, in their order: two for `stack`. */
  readonly values: readonly string[];
  /** Which of the inputs it came from. */
  readonly target: number;
}

/**
 * Visits what `groupProfiles` puts into groups for the same question, in the order of the profiles. `isWanted` takes a
 * group's key: conditions on whole
 * groups, and bounds, are the caller's. Fails as `groupProfiles` does.
 */
export function visitKept(...asked: Parameters<typeof visitKeptSteps>): Result<undefined> {
  return finish(visitKeptSteps(...asked));
}

/** `visitKept`, in steps. */
export function* visitKeptSteps(
  inputs: readonly GroupInput[],
  question: Omit<GroupQuestion, 'groupsLimit'>,
  isWanted: (key: string) => boolean,
  visit: (kept: KeptEntry) => void,
): Steps<Result<undefined>> {
  const profiles = inputs.map(({ profile }) => profile);
  const matching = question.matching ?? new MatchBudget();
  const filter = compileFilter(question.filter, profiles, matching);
  if (!filter.ok) return filter;
  const readValues = compileGrouping(question.groupBy, profiles);
  if (!readValues.ok) return readValues;
  const ignored = openIgnoreAccount(question.ignore ?? [], question.verdicts);
  for (const [target, { profile, labels }] of inputs.entries()) {
    const per = pickLabels(labels, question.per);
    for (const [index, interpreted] of profile.entries.entries()) {
      if (index % entriesPerStep === 0 || matching.isSliceOver) {
        yield;
        matching.beginSlice();
      }
      if (interpreted.stack.profiler || interpreted.entry.folded || ignored.hide(interpreted, labels)) continue;
      const { count, leaked } = filter.value(interpreted);
      if (count <= 0) continue;
      const values = readValues.value(interpreted);
      if (isWanted(makeGroupKey(per, values))) visit({ interpreted, count, leaked, values, target });
    }
  }
  return succeed(undefined);
}
