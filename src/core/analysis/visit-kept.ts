// Visits the single entries behind the groups of an answer, for flame graphs, source listings and downloaded profiles.
// A group stores only one of its stacks; those need all.
import { pickLabels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { entriesPerStep, finish, type Steps } from '../steps.ts';
import type { InterpretedEntry } from '../stack/model.ts';
import { MatchBudget } from '../match-budget.ts';
import { compileFilter } from './filter.ts';
import { compileGrouping } from './grouping.ts';
import { makeGroupKey, type GroupInput, type GroupQuestion } from './group.ts';
import { openIgnoreAccount } from './ignored.ts';

/** The goroutines of one entry that belong to the answer. */
export interface KeptEntry {
  readonly interpreted: InterpretedEntry;
  /** How many goroutines of the entry pass the filter; at least 1. */
  readonly count: number;
  readonly leaked: number;
  /** The grouped values, in order: two for `stack`. */
  readonly values: readonly string[];
  /** Index of the input. */
  readonly target: number;
}

/**
 * Visits what `groupProfiles` would group for the same query, in the order of the profiles. `isWanted` takes a group's
 * key. Conditions on whole groups, and bounds, are left to the caller. Fails like `groupProfiles`.
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
