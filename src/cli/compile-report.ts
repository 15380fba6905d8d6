// From the profiles of one or more targets to what the report says: the groups of the last profiles, and how they
// changed since the first.
import { groupProfiles } from '../core/analysis/group.ts';
import type { Group, Grouped } from '../core/analysis/model.ts';
import { gradeSnapshot } from '../core/analysis/verdict.ts';
import { defaultBounds } from '../core/limits.ts';
import type { Profile } from '../core/profile/model.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import type { InterpretOptions } from '../core/stack/model.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { describeNotes } from './report-notes.ts';
import type { Report, ReportRow, Series } from './report-model.ts';

/** Throws a CommandFailure for what the profiles cannot say, naming the option. */
export function compileReport(series: readonly Series[], query: CompleteQuery, options: InterpretOptions): Report {
  const grouped = group(
    series.map((one) => one.last.profile),
    query,
    options,
  );
  const compared = series.some((one) => one.summaries.length > 1);
  const before = compared
    ? group(
        series.map((one) => one.first.profile),
        { ...query, filter: {} },
        options,
      )
    : undefined;
  const counts = new Map(before?.groups.map((one) => [one.key, one.count]));
  const minutes = measureMinutes(series);
  return {
    profiles: series.flatMap((one) => one.summaries),
    grouped,
    rows: grouped.groups.map((one) => describeRow(one, before && (counts.get(one.key) ?? 0), minutes)),
    notes: describeNotes(series, grouped),
  };
}

function describeRow(now: Group, before: number | undefined, minutes: number | undefined): ReportRow {
  const change = before === undefined ? null : now.count - before;
  return {
    group: now,
    change,
    growthPerMinute: change === null || minutes === undefined ? null : change / minutes,
    grade: gradeSnapshot(now) ?? undefined,
  };
}

/** Of several targets the longest span: they were sampled side by side. */
function measureMinutes(series: readonly Series[]): number | undefined {
  const longestMs = series.reduce((longest, one) => Math.max(longest, one.spanMs ?? 0), 0);
  return longestMs > 0 ? longestMs / 60_000 : undefined;
}

function group(profiles: readonly Profile[], query: CompleteQuery, options: InterpretOptions): Grouped {
  const grouped = groupProfiles(
    profiles.map((profile) => ({ labels: {}, profile: interpretProfile(profile, options) })),
    { groupBy: query.groupBy, per: [], filter: query.filter, groupsLimit: defaultBounds.groupsPerProfile },
  );
  if (grouped.ok) return grouped.value;
  throw new CommandFailure(exitStatus.usage, grouped.problem.message);
}
