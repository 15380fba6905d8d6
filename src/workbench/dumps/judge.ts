// Which groups of a dump may be leaks, why, and what to change. Loaded after the first table is there: the causes are
// the largest part of the core.
import { describeEvidence } from '../../core/analysis/evidence.ts';
import { explainGroup } from '../../core/analysis/explain-group.ts';
import { grades, type Group } from '../../core/analysis/model.ts';
import { gradeSnapshot } from '../../core/analysis/verdict.ts';
import { causes } from '../../core/causes/list.ts';
import type { SuspectRow } from '../model.ts';
import { makeRowId } from '../model.ts';
import type { DumpVerdicts } from './messages.ts';
import { mostRows } from './summarise.ts';

export function judgeGroups(groups: readonly Group[]): DumpVerdicts {
  const listed = groups.slice(0, mostRows);
  const named = new Map<string, string>();
  for (const group of listed) {
    const cause = explainGroup(group)?.cause;
    if (cause) named.set(makeRowId(group.fingerprint, group.state), cause);
  }
  const suspects = groups.flatMap((group) => describeSuspect(group) ?? []).sort(compareSuspects);
  return { suspects, causes: named };
}

function compareSuspects(a: SuspectRow, b: SuspectRow): number {
  return Number(a.once) - Number(b.once) || grades.indexOf(b.grade) - grades.indexOf(a.grade) || b.count - a.count;
}

export function describeSuspect(group: Group): SuspectRow | undefined {
  const grade = gradeSnapshot(group);
  if (grade === null) return undefined;
  const explanation = explainGroup(group);
  const cause = explanation?.cause ?? null;
  return {
    id: makeRowId(group.fingerprint, group.state),
    fingerprint: group.fingerprint,
    state: group.state,
    grade,
    count: group.count,
    growthPerMinute: null,
    sinceMs: null,
    function: group.function,
    rawFunction: group.rawFunction,
    package: group.package,
    location: group.location,
    creator: group.creator,
    cause,
    causeName: cause === null ? '' : causes[cause].name,
    fix: cause === null ? '' : causes[cause].fix,
    evidence: describeEvidence(group),
    also: explanation?.also ?? [],
    changedThen: '',
    surer: '',
    instances: null,
    instancesOf: null,
    memoryBytes: null,
    timeLeftMinutes: null,
    once: group.proven === 1,
  };
}
