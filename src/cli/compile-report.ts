// From the profiles of one or more targets to what the report says: the groups of the last profiles, and how they
// moved since the first.
import type { Group } from '../core/analysis/model.ts';
import { gradeSnapshot } from '../core/analysis/verdict.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import type { InterpretOptions } from '../core/stack/model.ts';
import { traceGroup } from './course.ts';
import { groupProfilesOf } from './group-series.ts';
import { describeNotes } from './report-notes.ts';
import type { Report, ReportRow, Series } from './report-model.ts';

/** Throws a CommandFailure for what the profiles cannot say, naming the option. */
export function compileReport(series: readonly Series[], query: CompleteQuery, options: InterpretOptions): Report {
  const grouped = groupProfilesOf(
    series.map((one) => one.last.profile),
    query,
    options,
  );
  return {
    profiles: series.flatMap((one) => one.summaries),
    grouped,
    rows: grouped.groups.map((one) => describeRow(one, series)),
    notes: describeNotes(series, grouped),
  };
}

function describeRow(group: Group, series: readonly Series[]): ReportRow {
  const course = traceGroup(group.key, series);
  return {
    group,
    change: course?.change ?? null,
    growthPerMinute: course?.growthPerMinute ?? null,
    sinceMs: course?.sinceMs ?? null,
    course: course?.points ?? [],
    grade: gradeSnapshot(group) ?? undefined,
  };
}
