// Groups the goroutines of many profiles. Every goroutine is in a group or in the account beside the groups.
import { type Labels, pickLabels } from '../labels.ts';
import type { Ignore } from '../ignore/apply.ts';
import { succeed, type Result } from '../problem.ts';
import type { InterpretedEntry, InterpretedProfile, Stack } from '../stack/model.ts';
import { isOther } from '../stack/other-stack.ts';
import { entriesPerStep, finish, type Steps } from '../steps.ts';
import { compareTexts, describeGroup, sumCounts, type Member } from './describe-group.ts';
import { MatchBudget } from '../match-budget.ts';
import { compileFilter, type EntryFilter } from './filter.ts';
import { compileGrouping, isOfStack, type GroupingTest } from './grouping.ts';
import { openIgnoreAccount, type IgnoreAccount } from './ignored.ts';
import type { Filter, Group, Grouped, Grouping } from './model.ts';
import { gradeGroup, pickGravest, reachesGrade, type VerdictLookup } from './verdict.ts';

export interface GroupInput {
  readonly profile: InterpretedProfile;
  /** Labels of the target. */
  readonly labels: Labels;
}

export interface GroupQuestion {
  readonly groupBy: readonly Grouping[];
  /** Target labels that separate groups; counts are summed over all other labels. */
  readonly per: readonly string[];
  readonly filter: Filter;
  /** Rules for healthy stacks that belong to no group. */
  readonly ignore?: Ignore;
  /**
   * Verdicts of the past. They show ignored stacks that are suspects, and count for `filter.minGrade` together with the
   * current profile.
   */
  readonly verdicts?: VerdictLookup | undefined;
  /** For alerts: `filter.minGrade` also leaves out what is proven but harmless. */
  readonly alerting?: boolean;
  /** Maximum number of groups per profile; the largest are kept. */
  readonly groupsLimit: number;
  /** Bounds the work of the filter's regular expressions, and counts the names that were not tried. */
  readonly matching?: MatchBudget;
}

interface GroupDraft {
  readonly key: string;
  readonly per: Labels;
  readonly members: Member[];
}

interface Account {
  goroutines: number;
  profilers: number;
  filtered: number;
  foldedGroups: number;
  foldedGoroutines: number;
  uncounted: number;
}

/** The key of a group, unique within an answer. */
export function makeGroupKey(per: Labels, values: readonly string[]): string {
  return JSON.stringify([...Object.values(per), ...values]);
}

/** `makeGroupKey` with a cache for equal stacks of targets with equal `per` labels. */
export function openGroupKeys(groupBy: readonly Grouping[], readValues: GroupingTest): GroupKeys {
  if (!groupBy.every(isOfStack)) return (per) => (entry) => makeGroupKey(per, readValues(entry));
  const known = new Map<string, Map<Stack, string>>();
  return (per) => {
    const name = makeGroupKey(per, []);
    const keys = known.get(name) ?? new Map<Stack, string>();
    known.set(name, keys);
    return (entry) => {
      let key = keys.get(entry.stack);
      if (key === undefined) keys.set(entry.stack, (key = makeGroupKey(per, readValues(entry))));
      return key;
    };
  };
}

/** Returns the key function for targets with these labels. */
type GroupKeys = (per: Labels) => (entry: InterpretedEntry) => string;

/** The key without the values of the `per` labels. */
export function dropPer(key: string, perLabels: number): string {
  return JSON.stringify((JSON.parse(key) as readonly string[]).slice(perLabels));
}

/** Sorts the goroutines of one profile into groups and into the account. */
function* draftGroups(
  input: GroupInput,
  target: number,
  question: GroupQuestion,
  keys: GroupKeys,
  filter: EntryFilter,
  matching: MatchBudget,
  account: Account,
  ignored: IgnoreAccount,
): Steps<Map<string, GroupDraft>> {
  const per = pickLabels(input.labels, question.per);
  const keyOf = keys(per);
  const drafts = new Map<string, GroupDraft>();
  for (const [index, interpreted] of input.profile.entries.entries()) {
    if (index % entriesPerStep === 0 || matching.isSliceOver) {
      yield;
      matching.beginSlice();
    }
    const { count, folded } = interpreted.entry;
    account.goroutines += count;
    if (interpreted.stack.profiler) {
      account.profilers += count;
      continue;
    }
    // Grouping by nothing includes them.
    if (folded && question.groupBy.length > 0) {
      if (isOther(interpreted.stack)) account.uncounted += count;
      else account.foldedGroups++;
      account.foldedGoroutines += count;
      continue;
    }
    if (ignored.hide(interpreted, input.labels)) continue;
    const kept = filter(interpreted);
    account.filtered += count - kept.count;
    if (kept.count === 0) continue;
    const key = keyOf(interpreted);
    const draft = drafts.get(key);
    if (draft === undefined) drafts.set(key, { key, per, members: [{ interpreted, kept, target }] });
    else draft.members.push({ interpreted, kept, target });
  }
  return drafts;
}

/** Keeps the largest groups of a profile; the goroutines of the others go to the account. */
function foldSmallest(drafts: Map<string, GroupDraft>, limit: number, account: Account): Iterable<GroupDraft> {
  if (drafts.size <= limit) return drafts.values();
  const ranked = [...drafts.values()]
    .map((draft) => ({ draft, count: sumCounts(draft.members) }))
    .sort((a, b) => b.count - a.count || compareTexts(a.draft.key, b.draft.key));
  for (const { count } of ranked.slice(limit)) {
    account.foldedGroups++;
    account.foldedGoroutines += count;
  }
  return ranked.slice(0, limit).map(({ draft }) => draft);
}

/** Whether a whole group passes the filter. */
export function isWanted(group: Group, { filter, alerting }: Pick<GroupQuestion, 'filter' | 'alerting'>): boolean {
  const { minCount, minGrade } = filter;
  if (minCount !== undefined && group.count < minCount) return false;
  if (minGrade === undefined) return true;
  return reachesGrade(gradeGroup(group), minGrade) && !(alerting === true && group.verdict?.once === true);
}

/**
 * Describes the group of some members, with the verdict of its past. `targets`: labels of the targets by the index that
 * members use.
 */
export function describeJudged(
  draft: GroupDraft,
  { groupBy, verdicts }: Pick<GroupQuestion, 'groupBy' | 'verdicts'>,
  targets: (index: number) => Labels,
): Group {
  const { key, per, members } = draft;
  const group = describeGroup(key, per, members, groupBy);
  if (verdicts === undefined) return group;
  const verdict = pickGravest(
    members.map(({ interpreted, target }) => verdicts(targets(target), interpreted.stack.fingerprint)),
  );
  return { ...group, verdict };
}

/** Largest first; ties by key, so that equal input gives equal order. */
function compareGroups(a: Group, b: Group): number {
  return b.count - a.count || compareTexts(a.key, b.key);
}

/**
 * Groups the goroutines of all inputs, one input per target. `groups`, `profilers`, `filtered`, `ignored` and `folded`
 * add up to `goroutines`. Fails with the field on an invalid regular expression, and on conditions that the profiles
 * cannot answer.
 */
export function groupProfiles(inputs: readonly GroupInput[], question: GroupQuestion): Result<Grouped> {
  return finish(groupSteps(inputs, question));
}

/** `groupProfiles`, in steps. */
export function* groupSteps(inputs: readonly GroupInput[], question: GroupQuestion): Steps<Result<Grouped>> {
  const profiles = inputs.map(({ profile }) => profile);
  const matching = question.matching ?? new MatchBudget();
  const filter = compileFilter(question.filter, profiles, matching);
  if (!filter.ok) return filter;
  const readValues = compileGrouping(question.groupBy, profiles);
  if (!readValues.ok) return readValues;
  const keys = openGroupKeys(question.groupBy, readValues.value);
  const account: Account = {
    goroutines: 0,
    profilers: 0,
    filtered: 0,
    foldedGroups: 0,
    foldedGoroutines: 0,
    uncounted: 0,
  };
  const ignored = openIgnoreAccount(question.ignore ?? [], question.verdicts);
  const drafts = new Map<string, GroupDraft>();
  for (const [target, input] of inputs.entries()) {
    const own = yield* draftGroups(input, target, question, keys, filter.value, matching, account, ignored);
    for (const draft of foldSmallest(own, question.groupsLimit, account)) {
      const known = drafts.get(draft.key);
      if (known === undefined) drafts.set(draft.key, draft);
      else for (const member of draft.members) known.members.push(member);
    }
  }
  const groups: Group[] = [];
  let described = 0;
  for (const draft of drafts.values()) {
    if (described++ % entriesPerStep === 0) yield;
    const group = describeJudged(draft, question, (index) => inputs[index]?.labels ?? {});
    if (isWanted(group, question)) groups.push(group);
    else account.filtered += group.count;
  }
  return succeed({
    groups: groups.sort(compareGroups),
    goroutines: account.goroutines,
    profilers: account.profilers,
    filtered: account.filtered,
    ignored: ignored.sum(),
    folded: {
      groups: account.foldedGroups,
      goroutines: account.foldedGoroutines,
      ...(account.uncounted > 0 ? { uncounted: account.uncounted } : {}),
    },
  });
}
