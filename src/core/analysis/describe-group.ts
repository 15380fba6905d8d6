// Describes a group as a whole. The result does not depend on the order of its members.
import { type Labels, labelsKey } from '../labels.ts';
import type { InterpretedEntry, Stack } from '../stack/model.ts';
import type { Kept } from './filter.ts';
import { readOwnFunction, readPackage } from './grouping.ts';
import type { Group, GroupLocation, Grouping } from './model.ts';
import { countProven } from './verdict.ts';

/** Goroutines of one entry of one target that belong to a group. */
export interface Member {
  readonly interpreted: InterpretedEntry;
  readonly kept: Kept;
  /** Index of the input. Members come input by input. */
  readonly target: number;
}

/** Compares by code units, independent of the locale. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sumCounts(members: readonly Member[]): number {
  return members.reduce((sum, { kept }) => sum + kept.count, 0);
}

/** The value shared by all members; empty if they differ. */
function shareText(members: readonly Member[], read: (entry: InterpretedEntry) => string): string {
  const [first] = members;
  if (first === undefined) return '';
  const value = read(first.interpreted);
  return members.every(({ interpreted }) => read(interpreted) === value) ? value : '';
}

function shareLabels(members: readonly Member[]): Labels {
  const first = members[0]?.interpreted.labels ?? {};
  if (members.length === 1) return first;
  const shared = Object.entries(first).filter(([key, value]) =>
    members.every(({ interpreted }) => interpreted.labels[key] === value),
  );
  return Object.fromEntries(shared);
}

function countPlaces(members: readonly Member[]): readonly GroupLocation[] {
  const [only] = members;
  if (members.length === 1 && only) return [{ location: only.interpreted.stack.location, count: only.kept.count }];
  const counts = new Map<string, number>();
  for (const { interpreted, kept } of members) {
    const { location } = interpreted.stack;
    counts.set(location, (counts.get(location) ?? 0) + kept.count);
  }
  return [...counts]
    .map(([location, count]) => ({ location, count }))
    .sort((a, b) => b.count - a.count || compareTexts(a.location, b.location));
}

/** Counts per target, so that many healthy instances do not add up to a crowd. */
function findCrowd(members: readonly Member[]): number {
  const counts = new Map<string, number>();
  let most = 0;
  let current = -1;
  for (const { interpreted, kept, target } of members) {
    const { stack } = interpreted;
    if (stack.main || stack.system) continue;
    if (target !== current) counts.clear();
    current = target;
    const count = (counts.get(stack.location) ?? 0) + kept.count;
    counts.set(stack.location, count);
    if (count > most) most = count;
  }
  return most;
}

/** A total order of entries, used to break ties independent of input order. */
function compareEntries(a: InterpretedEntry, b: InterpretedEntry): number {
  // Targets of one service share stack objects, so ties are frequent.
  const byStack = a.stack === b.stack ? 0 : compareTexts(formatStack(a.stack), formatStack(b.stack));
  return byStack === 0 ? compareTexts(formatFacts(a.entry), formatFacts(b.entry)) : byStack;
}

function formatStack({ state, frames }: Stack): string {
  return `${state}${frames.map(({ raw }) => `\n${raw.function} ${raw.file}:${raw.line}`).join('')}`;
}

function formatFacts({ labels, leaked, header, addresses }: InterpretedEntry['entry']): string {
  const key = labelsKey(labels);
  if (key === '' && header === undefined && addresses.length === 0) return String(leaked);
  const written = JSON.stringify([key, leaked, header ?? null]);
  return addresses.length === 0 ? written : `${written}\n${addresses.join()}`;
}

/** The largest entry at the most frequent location represents the group. */
function findLargest(members: readonly Member[], location: string): Member | undefined {
  let largest: Member | undefined;
  for (const member of members) {
    if (member.interpreted.stack.location !== location) continue;
    const more = member.kept.count - (largest?.kept.count ?? -Infinity);
    const tied = more === 0 && largest !== undefined;
    if (more > 0 || (tied && compareEntries(member.interpreted, largest!.interpreted) < 0)) {
      largest = member;
    }
  }
  return largest;
}

function countTargets(members: readonly Member[]): number {
  let targets = 0;
  let last = -1;
  for (const { target } of members) {
    if (target !== last) targets++;
    last = target;
  }
  return targets;
}

function findWait(members: readonly Member[]): Group['wait'] {
  let min = Infinity;
  let max = -1;
  for (const { kept } of members) {
    for (const [minutes] of kept.waits) {
      min = Math.min(min, minutes);
      max = Math.max(max, minutes);
    }
  }
  return max < 0 ? null : { min, max };
}

function findCreator(members: readonly Member[]): string | null {
  return members.every(({ interpreted }) => interpreted.creator === null)
    ? null
    : shareText(members, ({ creator }) => creator ?? '');
}

/**
 * The function shown for a group. Stacks with one fingerprint have one function, unless a closure was inlined into
 * several packages.
 */
function nameFunction(members: readonly Member[], groupBy: readonly Grouping[]): string {
  if (groupBy.includes('ownFunction')) return shareText(members, readOwnFunction);
  if (!groupBy.includes('stack')) return shareText(members, ({ stack }) => stack.function);
  return members.reduce(
    (least, { interpreted: { stack } }) => (stack.function < least ? stack.function : least),
    members[0]?.interpreted.stack.function ?? '',
  );
}

/** Describes the group of these members, at least one. */
export function describeGroup(
  key: string,
  per: Labels,
  members: readonly Member[],
  groupBy: readonly Grouping[],
): Group {
  const locations = countPlaces(members);
  const location = locations[0]?.location ?? '';
  const example = findLargest(members, location)?.interpreted;
  const largest = example?.stack;
  const frameIndex = groupBy.includes('ownFunction') ? largest?.ownFrame : largest?.keyFrame;
  const name = nameFunction(members, groupBy);
  return {
    key,
    per,
    count: sumCounts(members),
    leaked: members.reduce((sum, { kept }) => sum + kept.leaked, 0),
    fingerprint: shareText(members, ({ stack }) => stack.fingerprint),
    state: shareText(members, ({ stack }) => stack.state),
    function: name,
    rawFunction: name === '' ? '' : (largest?.frames[frameIndex ?? -1]?.raw.function ?? ''),
    package: shareText(members, ({ stack }) => readPackage(stack.frames[stack.keyFrame])),
    location,
    locations,
    creator: findCreator(members),
    wait: findWait(members),
    labels: shareLabels(members),
    frames: largest?.frames ?? [],
    targets: countTargets(members),
    proven: members.reduce((sum, { interpreted, kept }) => sum + countProven(interpreted, kept.count, kept.leaked), 0),
    crowd: findCrowd(members),
    example,
  };
}
