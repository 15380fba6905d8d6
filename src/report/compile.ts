// Makes a report from the profiles of one or more targets: the groups of the last profiles, their change since the
// first, the groups that may be leaks, and one verdict per target.
import { buildCreatorTree } from '../core/analysis/creators.ts';
import { makeGroupKey, type GroupInput } from '../core/analysis/group.ts';
import { grades, type Grade, type Group, type Grouped } from '../core/analysis/model.ts';
import { guessLockHolders } from '../core/analysis/lock-holders.ts';
import { listFingerprints } from '../core/analysis/suspects/lockstep.ts';
import type { Suspect, Verdicts } from '../core/analysis/suspects/model.ts';
import { judgeServices } from '../core/analysis/service-verdict.ts';
import { gradeSnapshot, reachesGrade } from '../core/analysis/verdict.ts';
import type { Labels } from '../core/labels.ts';
import { succeed, type Result } from '../core/problem.ts';
import { traceGroup } from './course.ts';
import { groupInputs, type ReportQuery } from './group-series.ts';
import { describeNotes } from './notes.ts';
import type { Report, ReportRow, ReportSuspect, Series } from './model.ts';
import { tellReasons } from './reasons.ts';
import { enrichSuspect } from './suspects.ts';

/** Fails if the profiles lack data that the query needs. The problem names the field of the query. */
export function compileReport(series: readonly Series[], query: ReportQuery, verdicts: Verdicts): Result<Report> {
  const last = series.map(({ labels, last: { interpreted } }) => ({ labels, profile: interpreted }));
  const { minGrade, ...filter } = query.filter;
  const read = groupInputs(last, { ...query, filter });
  if (!read.ok) return read;
  const grouped = read.value;
  const stacks = listStacks(last, query, grouped);
  if (!stacks.ok) return stacks;
  const stacksOf = ({ key }: Group) => stacks.value.get(key) ?? [];
  const suspectsOf = indexSuspects(verdicts.suspects);
  const all = grouped.groups.map((group) => describeRow(group, series, stacksOf(group).flatMap(suspectsOf)));
  const rows = minGrade === undefined ? all : all.filter(({ grade }) => reachesGrade(grade ?? null, minGrade));
  const wanted = keepRows(grouped, rows);
  const groupsOf = new Map<Suspect, Group[]>(verdicts.suspects.map((suspect) => [suspect, []]));
  for (const stack of rows.flatMap(({ group }) => stacksOf(group))) {
    for (const suspect of suspectsOf(stack)) groupsOf.get(suspect)?.push(stack);
  }
  const rowsByKey = new Map(rows.map((row) => [row.group.key, row]));
  const suspects = [...groupsOf].flatMap(([suspect, groups]) => keepSuspect(suspect, groups, rowsByKey, minGrade));
  // For locks of suspects, the suspects already name the holder. No guess is needed.
  const told = new Set<string>(verdicts.suspects.flatMap(({ locks }) => locks?.fingerprints ?? []));
  const profiles = last.map(({ profile: { profile } }) => profile);
  return succeed({
    reasons: tellReasons(profiles),
    targets: series.length,
    verdicts: judgeServices({ verdicts, per: query.per, nowMs: newestTime(series), staleMs: Infinity }),
    profiles: series.flatMap((one) => one.summaries),
    grouped: wanted,
    rows,
    suspects,
    diagnoses: verdicts.diagnoses,
    creators: last.flatMap(({ profile }) => buildCreatorTree(profile) ?? []),
    convoys: guessLockHolders(last.map(({ profile }) => profile)).filter(({ fingerprint }) => !told.has(fingerprint)),
    notes: describeNotes(series, wanted),
  });
}

/** The moment that the report describes; 0 if no profile has a time. */
function newestTime(series: readonly Series[]): number {
  return series.reduce((newest, { last }) => Math.max(newest, last.timeMs ?? 0), 0);
}

/** Finds the suspects of a stack. */
function indexSuspects(suspects: readonly Suspect[]): (stack: Group) => readonly Suspect[] {
  const byFingerprint = new Map<string, Suspect[]>();
  for (const suspect of suspects) {
    for (const fingerprint of new Set(listFingerprints(suspect))) {
      const known = byFingerprint.get(fingerprint);
      if (known === undefined) byFingerprint.set(fingerprint, [suspect]);
      else known.push(suspect);
    }
  }
  return ({ fingerprint, per }) =>
    (byFingerprint.get(fingerprint) ?? []).filter((suspect) => hasLabels(per, suspect.per));
}

function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** The stacks of each group. If groups are stacks, it is the group itself. */
function listStacks(
  last: readonly GroupInput[],
  query: ReportQuery,
  grouped: Grouped,
): Result<ReadonlyMap<string, readonly Group[]>> {
  if (query.groupBy.includes('stack')) return succeed(new Map(grouped.groups.map((group) => [group.key, [group]])));
  const { minGrade: _, minCount: __, ...filter } = query.filter;
  const split = groupInputs(last, { ...query, groupBy: [...query.groupBy, 'stack'], filter });
  if (!split.ok) return split;
  const stacks = new Map<string, Group[]>();
  for (const group of split.value.groups) {
    // Fingerprint and state come last.
    const key = makeGroupKey({}, (JSON.parse(group.key) as string[]).slice(0, -2));
    const known = stacks.get(key);
    if (known === undefined) stacks.set(key, [group]);
    else known.push(group);
  }
  return succeed(stacks);
}

function keepRows(grouped: Grouped, rows: readonly ReportRow[]): Grouped {
  if (rows.length === grouped.groups.length) return grouped;
  const groups = rows.map(({ group }) => group);
  const sum = (some: readonly Group[]) => some.reduce((total, { count }) => total + count, 0);
  return { ...grouped, groups, filtered: grouped.filtered + sum(grouped.groups) - sum(groups) };
}

/** `suspects` are those of the stacks of the group. */
function describeRow(group: Group, series: readonly Series[], suspects: readonly Suspect[]): ReportRow {
  const course = traceGroup(
    group.key,
    series.filter(({ labels }) => hasLabels(labels, group.per)),
  );
  const grown = suspects.flatMap(({ trend }) => trend?.grade ?? []);
  const locked = suspects.flatMap(({ locks }) => locks?.grade ?? []);
  const reported: readonly Grade[] = suspects.some(({ proven }) => proven > 0) ? ['proven'] : [];
  return {
    group,
    change: course?.change ?? null,
    growthPerMinute: course?.growthPerMinute ?? null,
    sinceMs: course?.sinceMs ?? null,
    course: course?.points ?? [],
    grade: pickSurest([gradeSnapshot(group) ?? [], grown, locked, reported].flat()),
  };
}

function pickSurest(found: readonly Grade[]): Grade | undefined {
  return grades.findLast((grade) => found.includes(grade));
}

/** Empty for a suspect outside the selection. */
function keepSuspect(
  suspect: Suspect,
  groups: readonly Group[],
  rows: ReadonlyMap<string, ReportRow>,
  minGrade: Grade | undefined,
): readonly ReportSuspect[] {
  // Its own stack represents all parts, unless the selection leaves it out.
  const own = groups.filter(({ fingerprint }) => fingerprint === suspect.fingerprint);
  const group = (own.length > 0 ? own : groups).reduce<Group | undefined>(
    (most, one) => (most === undefined || one.count > most.count ? one : most),
    undefined,
  );
  if (group === undefined || (minGrade !== undefined && !reachesGrade(suspect.grade, minGrade))) return [];
  return [enrichSuspect(suspect, group, rows.get(group.key))];
}
