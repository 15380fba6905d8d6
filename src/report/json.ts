// The document of `--json`, version 1. Scripts rely on it: fields may be added, never renamed.
import type { Group } from '../core/analysis/model.ts';
import type { Labels } from '../core/labels.ts';
import type { ProfileSummary, Report, ReportRow, ReportSuspect } from './model.ts';
import type { ServiceVerdict } from '../core/analysis/service-model.ts';
import { isDated } from '../core/analysis/suspects/words.ts';
import { stringifySafely } from './plain-text.ts';
import { nameTarget } from './words.ts';

export type ReportDocument = ReturnType<typeof describeReport>;

/** `notices`: sentences that say what the document leaves out. */
export function writeJson(report: Report, rows: readonly ReportRow[], notices: readonly string[] = []): string {
  const document = { ...describeReport(report, rows), ...(notices.length === 0 ? {} : { notices }) };
  return `${stringifySafely(document, 2)}\n`;
}

export function describeReport(report: Report, rows: readonly ReportRow[]) {
  return {
    version: 1,
    reasons: report.reasons,
    verdicts: report.verdicts.map(writeVerdict),
    profiles: report.profiles.map(writeProfile),
    groups: rows.map(writeGroup),
    suspects: report.suspects.map(writeSuspect),
    locks: report.convoys,
    creators: report.creators,
    diagnoses: report.diagnoses.map(({ kind, text, next }) => ({ kind, text, next })),
  };
}

/** Only present if there are several targets. */
function writeTarget(per: Labels): { readonly target?: string } {
  const target = nameTarget(per);
  return target === '' ? {} : { target };
}

/** Unknown times are null. */
function writeVerdict({ per, sinceMs, nextMs, ...verdict }: ServiceVerdict) {
  return { ...writeTarget(per), ...verdict, since: formatTime(sinceMs), next: formatTime(nextMs) };
}

export function writeProfile({ source, profile, timeMs }: ProfileSummary) {
  return {
    source,
    profile: profile.kind,
    format: profile.format,
    time: formatTime(timeMs ?? null),
    goroutines: profile.goroutines,
    parsed: profile.parsed,
    unparsed: profile.unparsed,
    truncated: profile.truncated,
  };
}

function writeGroup({ group, change, growthPerMinute, sinceMs }: ReportRow) {
  return {
    ...writeTarget(group.per),
    fingerprint: group.fingerprint,
    state: group.state,
    count: group.count,
    change,
    growthPerMinute,
    since: formatTime(sinceMs),
    ...describeGroup(group),
  };
}

/** The facts about a group, besides its counts, in the documents of all commands. */
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

function formatTime(timeMs: number | null): string | null {
  return timeMs === null || !isDated(timeMs) ? null : new Date(timeMs).toISOString();
}

/** Unknown times and amounts are null. `costBytes` and `timeLeft` are ranges; `timeLeft` is in milliseconds. */
function writeSuspect(suspect: ReportSuspect) {
  const { grade, cause, also, fix, evidence, growthPerMinute, sinceMs, trend, waits, locks } = suspect;
  return {
    ...writeTarget(suspect.per),
    fingerprint: suspect.fingerprint,
    state: suspect.state,
    function: suspect.function,
    location: suspect.location,
    grade,
    once: suspect.once,
    cause,
    also,
    count: suspect.count,
    proven: suspect.proven,
    growthPerMinute: trend === null && sinceMs === null && (waits?.perMinute ?? null) === null ? null : growthPerMinute,
    since: formatTime(sinceMs),
    changed:
      suspect.changed === null
        ? null
        : { kind: suspect.changed.kind, time: formatTime(suspect.changed.atMs), build: suspect.changed.build },
    instances: { have: suspect.spread.instances, of: suspect.spread.of, growing: suspect.spread.growing },
    costBytes: suspect.costBytes,
    timeLeft: suspect.timeLeft,
    fix,
    evidence,
    confidence: suspect.confidence,
    probability: suspect.probability,
    parts: suspect.parts.map(({ stack: _, ...part }) => part),
    surer: suspect.surer,
    // Only where a dump has them.
    ...(waits === null || waits.kind === 'unknown' ? {} : { waits }),
    ...(locks === null ? {} : { locks }),
    ...(suspect.lockLines.length === 0 ? {} : { lockLines: suspect.lockLines }),
  };
}
