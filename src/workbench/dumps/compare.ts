// Compares two dumps, and makes flame graphs of dumps.
import { diffProfiles } from '../../core/analysis/diff/diff-profiles.ts';
import type { GroupChange } from '../../core/analysis/diff/model.ts';
import { flameProfiles } from '../../core/analysis/flame/flame-profiles.ts';
import { limits } from '../../core/limits.ts';
import type { ChangeKind, ChangeRow, FlameRows } from '../model.ts';
import { makeRowId } from '../model.ts';
import type { DumpDiff } from './messages.ts';
import { dumpQuestion, type ReadDump } from './read-dump.ts';

const maxChanges = 2_000;

export function compareDumps(before: ReadDump, after: ReadDump): DumpDiff {
  const diff = diffProfiles(
    [{ profile: before.interpreted, labels: {} }],
    [{ profile: after.interpreted, labels: {} }],
    dumpQuestion,
  );
  if (!diff.ok) throw new Error(diff.problem.message);
  return {
    rows: diff.value.changes.slice(0, maxChanges).flatMap((change) => describeChange(change) ?? []),
    same: diff.value.same.length,
    before: diff.value.before.goroutines,
    after: diff.value.after.goroutines,
  };
}

const kinds: Readonly<Record<GroupChange['kind'], ChangeKind | undefined>> = {
  appeared: 'appeared',
  grew: 'grew',
  shrank: 'shrank',
  'went away': 'gone',
  same: undefined,
};

function describeChange({ kind, before, after, change, group }: GroupChange): ChangeRow | undefined {
  const what = kinds[kind];
  if (what === undefined) return undefined;
  const { fingerprint, state, rawFunction, location } = group;
  const id = makeRowId(fingerprint, state);
  return {
    id,
    what,
    change,
    count: after,
    before,
    fingerprint,
    state,
    function: group.function,
    rawFunction,
    location,
    cause: null,
  };
}

/** Selects the whole dump, or the stacks with one fingerprint. */
export function layDump({ interpreted, grouped }: ReadDump, fingerprint: string | null): FlameRows {
  const filter = fingerprint === null ? {} : { fingerprints: [fingerprint] };
  const side = {
    inputs: [{ profile: interpreted, labels: {} }],
    isWanted: () => true,
    folded: fingerprint === null ? grouped.folded.goroutines : 0,
  };
  const { groupBy, per } = dumpQuestion;
  const flame = flameProfiles([side], { groupBy, per, filter, maxNodes: limits.flameGraphNodes.value });
  if (!flame.ok) throw new Error(flame.problem.message);
  const { names, label, level, value, self } = flame.value;
  return { names, label, level, value: value[0], self: self[0] };
}
