// The document of `--json`: version 1 of a form that scripts rely on. Fields may be added, never renamed.
import type { Group } from '../core/analysis/model.ts';
import type { ProfileSummary, Report, ReportRow } from './report-model.ts';
import { stringifySafely } from './plain-text.ts';
import { listSuspects, type Suspect } from './suspects.ts';

export function writeJson(report: Report, rows: readonly ReportRow[]): string {
  const document = {
    version: 1,
    profiles: report.profiles.map(writeProfile),
    groups: rows.map(writeGroup),
    suspects: listSuspects(report.rows).map(writeSuspect),
  };
  return `${stringifySafely(document, 2)}\n`;
}

export function writeProfile({ source, profile, timeMs }: ProfileSummary) {
  return {
    source,
    profile: profile.kind,
    format: profile.format,
    time: spellTime(timeMs ?? null),
    goroutines: profile.goroutines,
    parsed: profile.parsed,
    unparsed: profile.unparsed,
    truncated: profile.truncated,
  };
}

function writeGroup({ group, change, growthPerMinute, sinceMs }: ReportRow) {
  return {
    fingerprint: group.fingerprint,
    state: group.state,
    count: group.count,
    change,
    growthPerMinute,
    since: spellTime(sinceMs),
    ...describeGroup(group),
  };
}

/** What the documents of all commands say of a group besides its counts. */
export function describeGroup(group: Group) {
  return {
    leaked: group.leaked,
    function: group.function,
    location: group.location,
    creator: group.creator,
    wait: { min: group.wait?.min ?? null, max: group.wait?.max ?? null },
    labels: group.labels,
    frames: group.frames.map(({ raw, own }) => ({ function: raw.function, file: raw.file, line: raw.line, own })),
  };
}

function spellTime(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

function writeSuspect({ group, grade, cause, also, row, fix, evidence }: Suspect) {
  return {
    fingerprint: group.fingerprint,
    state: group.state,
    grade,
    cause,
    also,
    count: group.count,
    growthPerMinute: row.growthPerMinute,
    since: spellTime(row.sinceMs),
    fix,
    evidence,
  };
}
