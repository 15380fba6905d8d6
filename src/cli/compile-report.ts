// From the profiles of one or more targets to what the report says: the groups of the last profiles, how they moved
// since the first, and which of them may be leaks.
import { buildCreatorTree } from '../core/analysis/creators.ts';
import { makeGroupKey } from '../core/analysis/group.ts';
import { grades, type Grade, type Group, type Grouped } from '../core/analysis/model.ts';
import { guessLockHolders } from '../core/analysis/lock-holders.ts';
import type { Suspect, Verdicts } from '../core/analysis/suspects/model.ts';
import { gradeSnapshot, reachesGrade } from '../core/analysis/verdict.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import { traceGroup } from './course.ts';
import { groupProfilesOf } from './group-series.ts';
import { describeNotes } from './report-notes.ts';
import type { Report, ReportRow, ReportSuspect, Series } from './report-model.ts';
import { enrichSuspect } from './suspects.ts';

/** Throws a CommandFailure for what the profiles cannot say, naming the option. */
export function compileReport(series: readonly Series[], query: CompleteQuery, verdicts: Verdicts): Report {
  const last = series.map((one) => one.last.interpreted);
  const { minGrade, ...filter } = query.filter;
  const grouped = groupProfilesOf(last, { ...query, filter });
  const stacks = listStacks(last, query, grouped);
  const suspects = new Map<string, Suspect>(verdicts.suspects.map((one) => [one.fingerprint, one]));
  const all = grouped.groups.map((group) => describeRow(group, series, stacks.get(group.key) ?? [], suspects));
  const rows = minGrade === undefined ? all : all.filter(({ grade }) => reachesGrade(grade ?? null, minGrade));
  const wanted = keepRows(grouped, rows);
  return {
    profiles: series.flatMap((one) => one.summaries),
    grouped: wanted,
    rows,
    suspects: verdicts.suspects.flatMap((suspect) => {
      const groups = rows.flatMap(({ group }) =>
        (stacks.get(group.key) ?? []).filter(({ fingerprint }) => fingerprint === suspect.fingerprint),
      );
      return keepSuspect(suspect, groups, rows, minGrade);
    }),
    diagnoses: verdicts.diagnoses,
    creators: last.flatMap((one) => buildCreatorTree(one) ?? []),
    convoys: guessLockHolders(last),
    notes: describeNotes(series, wanted),
  };
}

/** The stacks that each group is made of: itself, when that is what was grouped by. */
function listStacks(
  last: Parameters<typeof groupProfilesOf>[0],
  query: CompleteQuery,
  grouped: Grouped,
): ReadonlyMap<string, readonly Group[]> {
  if (query.groupBy.includes('stack')) return new Map(grouped.groups.map((group) => [group.key, [group]]));
  const { minGrade: _, minCount: __, ...filter } = query.filter;
  const stacks = new Map<string, Group[]>();
  for (const group of groupProfilesOf(last, { groupBy: [...query.groupBy, 'stack'], filter }).groups) {
    // Fingerprint and state come last.
    const key = makeGroupKey({}, (JSON.parse(group.key) as string[]).slice(0, -2));
    const known = stacks.get(key);
    if (known === undefined) stacks.set(key, [group]);
    else known.push(group);
  }
  return stacks;
}

function keepRows(grouped: Grouped, rows: readonly ReportRow[]): Grouped {
  if (rows.length === grouped.groups.length) return grouped;
  const groups = rows.map(({ group }) => group);
  const sum = (some: readonly Group[]) => some.reduce((total, { count }) => total + count, 0);
  return { ...grouped, groups, filtered: grouped.filtered + sum(grouped.groups) - sum(groups) };
}

function describeRow(
  group: Group,
  series: readonly Series[],
  stacks: readonly Group[],
  suspects: ReadonlyMap<string, Suspect>,
): ReportRow {
  const course = traceGroup(group.key, series);
  const grown = stacks.flatMap(({ fingerprint }) => suspects.get(fingerprint)?.trend?.grade ?? []);
  return {
    group,
    change: course?.change ?? null,
    growthPerMinute: course?.growthPerMinute ?? null,
    sinceMs: course?.sinceMs ?? null,
    course: course?.points ?? [],
    grade: pickSurest([gradeSnapshot(group) ?? [], grown].flat()),
  };
}

function pickSurest(found: readonly Grade[]): Grade | undefined {
  return grades.findLast((grade) => found.includes(grade));
}

/** Nothing for a suspect that the selection leaves out. */
function keepSuspect(
  suspect: Suspect,
  groups: readonly Group[],
  rows: readonly ReportRow[],
  minGrade: Grade | undefined,
): readonly ReportSuspect[] {
  const group = groups.reduce<Group | undefined>(
    (most, one) => (most === undefined || one.count > most.count ? one : most),
    undefined,
  );
  if (group === undefined || (minGrade !== undefined && !reachesGrade(suspect.grade, minGrade))) return [];
  const row = rows.find((one) => one.group.key === group.key);
  return [enrichSuspect(suspect, group, row)];
}
