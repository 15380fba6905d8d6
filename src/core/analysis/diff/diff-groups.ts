// Compares two groupings of the same query by group key. The key consists of the grouped values (by default fingerprint
// and state), so it is the same in every format and build.
import { compareTexts } from '../describe-group.ts';
import type { Group, Grouped } from '../model.ts';
import type { ChangeKind, GroupChange, GroupDiff } from './model.ts';

/** A diff of a grouping with itself has no changes. */
export function diffGroups(before: Grouped, after: Grouped): GroupDiff {
  const earlier = new Map(before.groups.map((group) => [group.key, group]));
  const all: GroupChange[] = [];
  for (const group of after.groups) {
    all.push(describeChange(earlier.get(group.key), group));
    earlier.delete(group.key);
  }
  for (const group of earlier.values()) all.push(describeChange(group, undefined));
  return {
    changes: all.filter(({ kind }) => kind !== 'same').sort(compareChanges),
    same: all.filter(({ kind }) => kind === 'same').sort((a, b) => b.after - a.after || compareTexts(a.key, b.key)),
    before: takeAccount(before),
    after: takeAccount(after),
  };
}

function describeChange(before: Group | undefined, after: Group): GroupChange;
function describeChange(before: Group, after: undefined): GroupChange;
function describeChange(before: Group | undefined, after: Group | undefined): GroupChange {
  return describeCounts((after ?? before)!, before?.count ?? 0, after?.count ?? 0);
}

export function describeCounts(group: Group, before: number, after: number): GroupChange {
  return { key: group.key, kind: nameKind(before, after), before, after, change: after - before, group };
}

function nameKind(before: number, after: number): ChangeKind {
  if (before === after) return 'same';
  if (before === 0) return 'appeared';
  if (after === 0) return 'went away';
  return after > before ? 'grew' : 'shrank';
}

function compareChanges(a: GroupChange, b: GroupChange): number {
  return Math.abs(b.change) - Math.abs(a.change) || b.change - a.change || compareTexts(a.key, b.key);
}

function takeAccount({ groups: _, ...account }: Grouped): GroupDiff['before'] {
  return account;
}
