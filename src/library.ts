// Parked as a library: goroutine profiles in; groups, causes, changes and verdicts out. Pure: it reads no file and no
// network, and runs wherever JavaScript does.
import { diffProfiles } from './core/analysis/diff/diff-profiles.ts';
import type { GroupChange } from './core/analysis/diff/model.ts';
import { explainGroup } from './core/analysis/explain-group.ts';
import type { Group, Grouping } from './core/analysis/model.ts';
import { causes } from './core/causes/list.ts';
import type { Cause } from './core/causes/model.ts';
import { defaultBounds } from './core/limits.ts';
import type { Profile } from './core/profile/model.ts';
import { createProfileReader } from './core/profile/reader.ts';
import { interpretProfile } from './core/stack/interpret.ts';
import type { InterpretedProfile } from './core/stack/model.ts';
import type { Result } from './core/problem.ts';
import { compileReport } from './report/compile.ts';
import { groupInputs, makeGroupCounter, type ReportQuery } from './report/group-series.ts';
import { describeReport, type ReportDocument } from './report/json.ts';
import { ReportJudge } from './report/judge.ts';
import { orderSeries } from './report/series.ts';

export type { Cause, Group, GroupChange, Grouping, Profile, ReportDocument };

/** One goroutine profile of any form. */
export interface GoroutineProfile {
  /** What the profile says of itself: form, time, how many goroutines, what could not be read. */
  readonly profile: Profile;
  /** Its stacks, understood. */
  readonly interpreted: InterpretedProfile;
}

export type ReadOutcome =
  | { readonly ok: true; readonly profiles: readonly GoroutineProfile[] }
  /** `message` says what it is instead, and what to send. */
  | { readonly ok: false; readonly message: string };

export interface GroupOptions {
  /** `['stack']` by default: fingerprint and state. */
  readonly groupBy?: readonly Grouping[];
  /** Regular expressions (RE2, unanchored) on normalised names of any frame. */
  readonly function?: string;
  readonly package?: string;
  readonly states?: readonly string[];
  readonly minCount?: number;
}

export interface ReportOptions extends GroupOptions {
  /** What the target is called in the document. */
  readonly source?: string;
  /** How far apart profiles are that carry no time. */
  readonly intervalMs?: number;
}

export interface ExplainedCause extends Cause {
  /** Ids of other causes that fit as well. */
  readonly also: readonly string[];
}

/**
 * Reads profiles of any form that Go writes: debug=0, 1 or 2, a crash, a log with dumps in it. The bytes are not
 * gzipped.
 */
export function readProfiles(bytes: Uint8Array): ReadOutcome {
  const reader = createProfileReader({ labelKeys: [] });
  reader.push(bytes);
  const result = reader.finish();
  switch (result.outcome) {
    case 'read':
      return { ok: true, profiles: result.profiles.map((profile) => ({ profile, interpreted: interpret(profile) })) };
    case 'broken':
      return { ok: false, message: `A broken ${result.format} profile: ${result.issue.message}` };
    case 'unrecognised':
      return { ok: false, message: result.hint };
  }
}

/** The goroutines of a profile in groups, the largest first. Throws a RangeError for options that make no sense. */
export function groupGoroutines({ interpreted }: GoroutineProfile, options: GroupOptions = {}): readonly Group[] {
  return take(groupInputs([{ labels: {}, profile: interpreted }], readOptions(options))).groups;
}

/** Why the goroutines of a group may leak, how that looks, and the fix; null where no cause fits. */
export function explain(group: Group): ExplainedCause | null {
  const explained = explainGroup(group);
  return explained === undefined || explained.cause === null
    ? null
    : { ...causes[explained.cause], also: explained.also };
}

/**
 * Judges the profiles of one target: the document of `parked report --json`. Throws a RangeError for options that make
 * no sense.
 */
export function judge(profiles: readonly GoroutineProfile[], options: ReportOptions = {}): ReportDocument {
  const query = readOptions(options);
  const source = options.source ?? 'profile';
  const judge = new ReportJudge();
  const reader = {
    interpret,
    count: makeGroupCounter(query),
    judge: (...sample: Parameters<ReportJudge['push']>) => judge.push(...sample),
  };
  const placed = profiles.map(({ profile }) => ({ source, profile, timeMs: profile.timeMs }));
  const series = orderSeries({ service: source, instance: source }, placed, reader, options.intervalMs);
  const report = take(compileReport(series === undefined ? [] : [series], query, judge.judge()));
  return describeReport(report, report.rows);
}

/** What appeared, grew, shrank and went away between two profiles, the largest change first. */
export function diff(
  before: GoroutineProfile,
  now: GoroutineProfile,
  options: GroupOptions = {},
): readonly GroupChange[] {
  const input = ({ interpreted }: GoroutineProfile) => [{ labels: {}, profile: interpreted }];
  const question = { ...readOptions(options), groupsLimit: defaultBounds.groupsPerProfile };
  return take(diffProfiles(input(before), input(now), question)).changes;
}

function interpret(profile: Profile): InterpretedProfile {
  return interpretProfile(profile, { ownCode: [], labelKeys: [] });
}

function readOptions({ groupBy = ['stack'], ...filter }: ReportOptions): ReportQuery {
  const { source: _, intervalMs: __, ...kept } = filter;
  return { groupBy, per: [], filter: kept };
}

function take<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new RangeError(result.problem.message);
}
