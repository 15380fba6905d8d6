// Aligns the two sides of a comparison. A sample of history may store its smallest groups as one sum, "other". A group
// that only one side stores in the sum must not appear as new or gone on the other side.
import { targetKey, type LabelsKey } from '../../labels.ts';
import { isOther, otherStack } from '../../stack/other-stack.ts';
import type { InterpretedEntry, InterpretedProfile, Stack } from '../../stack/model.ts';
import type { GroupInput } from '../group.ts';

type Inputs = readonly GroupInput[];

export interface AlignedOther {
  readonly before: Inputs;
  readonly after: Inputs;
  /** Number of groups that only one side lists separately. */
  readonly groups: number;
}

/**
 * Gives both sides of each target the same groups. A group that one side stores in "other" is moved there on the other
 * side too. A group that is too large for that is compared with the largest count that it can have had. The totals of
 * both sides stay the same.
 */
export function alignOther(before: Inputs, after: Inputs): AlignedOther {
  if (![...before, ...after].some(({ profile }) => readOther(profile) > 0)) return { before, after, groups: 0 };
  const others = new Map<LabelsKey, GroupInput>(after.map((input) => [targetKey(input.labels), input]));
  const replaced = new Map<GroupInput, GroupInput>();
  let groups = 0;
  for (const earlier of before) {
    const later = others.get(targetKey(earlier.labels));
    if (later === undefined) continue;
    const now = alignSide(later.profile, earlier.profile);
    const then = alignSide(earlier.profile, later.profile);
    groups += now.groups + then.groups;
    replaced.set(earlier, { ...earlier, profile: addTold(then.profile, now.told) });
    replaced.set(later, { ...later, profile: addTold(now.profile, then.told) });
  }
  const replace = (inputs: Inputs) => inputs.map((input) => replaced.get(input) ?? input);
  return { before: replace(before), after: replace(after), groups };
}

interface Told {
  readonly entry: InterpretedEntry;
  /** Upper bound of this group's goroutines within the other side's sum. */
  readonly count: number;
}

/** Moves groups of `profile` into "other" that `beside` has there. `told`: groups that are too large for that. */
function alignSide(profile: InterpretedProfile, beside: InterpretedProfile) {
  let left = readOther(beside);
  if (left === 0) return { profile, told: [], groups: 0 };
  const named = new Set(beside.entries.map(({ stack }) => nameStack(stack)));
  const largest = findLargestOther(beside);
  const counts = new Map<string, { count: number; readonly entries: InterpretedEntry[] }>();
  for (const interpreted of profile.entries) {
    const { stack, entry } = interpreted;
    if (stack.profiler || entry.folded || named.has(nameStack(stack))) continue;
    const known = counts.get(nameStack(stack)) ?? { count: 0, entries: [] };
    counts.set(nameStack(stack), known);
    known.count += entry.count;
    known.entries.push(interpreted);
  }
  const told: Told[] = [];
  const folded = new Set<InterpretedEntry>();
  for (const { count, entries } of [...counts.values()].sort((a, b) => b.count - a.count)) {
    const [entry] = entries;
    if (entry !== undefined && count > largest) {
      told.push({ entry, count: Math.min(largest, left) });
      left -= Math.min(largest, left);
    } else for (const one of entries) folded.add(one);
  }
  const entries = profile.entries.map((one) => (folded.has(one) ? foldEntry(one) : one));
  return { profile: { ...profile, entries }, told, groups: counts.size };
}

/** Lists groups separately again, and takes their goroutines out of "other". */
function addTold(profile: InterpretedProfile, told: readonly Told[]): InterpretedProfile {
  let moved = told.reduce((sum, { count }) => sum + count, 0);
  if (moved === 0) return profile;
  const rest = profile.entries.map((one) => {
    if (!isOther(one.stack)) return one;
    const taken = Math.min(moved, one.entry.count);
    moved -= taken;
    return withCount(one, one.entry.count - taken);
  });
  const added = told.map(({ entry, count }) => withCount(entry, count));
  return { ...profile, entries: [...rest, ...added.filter(({ entry }) => entry.count > 0)] };
}

function withCount(interpreted: InterpretedEntry, count: number): InterpretedEntry {
  const { entry } = interpreted;
  return { ...interpreted, entry: { ...entry, count, leaked: Math.min(entry.leaked, count) } };
}

function foldEntry(interpreted: InterpretedEntry): InterpretedEntry {
  return { ...interpreted, stack: otherStack, entry: { ...interpreted.entry, frames: [], folded: true } };
}

function readOther({ entries }: InterpretedProfile): number {
  return entries.reduce((sum, { stack, entry }) => (isOther(stack) ? sum + entry.count : sum), 0);
}

/**
 * The sampler keeps the largest half of its groups by size, so a group in the sum is at most as large as the median of
 * the listed ones.
 */
function findLargestOther(profile: InterpretedProfile): number {
  const counts = new Map<string, number>();
  for (const { stack, entry } of profile.entries) {
    if (isOther(stack) || stack.profiler) continue;
    counts.set(nameStack(stack), (counts.get(nameStack(stack)) ?? 0) + entry.count);
  }
  const ranked = [...counts.values()].sort((a, b) => b - a);
  return ranked[(ranked.length >> 1) - 1] ?? Infinity;
}

const nameStack = ({ fingerprint, state }: Stack): string => `${fingerprint} ${state}`;
