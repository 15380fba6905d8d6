// Judges one stack over all processes of a service, from the runtime's proof and from growth.
import { explainStack } from '../../causes/explain.ts';
import { causes } from '../../causes/list.ts';
import type { Labels } from '../../labels.ts';
import type { Fingerprint } from '../../stack/model.ts';
import { grades, type Grade } from '../model.ts';
import { growsInFleet, mayGrowInFleet } from '../trend/lives.ts';
import { findStop } from '../trend/find-stop.ts';
import type { Trend } from '../trend/model.ts';
import { findFirstRise } from '../trend/past.ts';
import { measureRecentGrowth } from '../trend/slope.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import { isLockState } from '../wait-for/offer-dump.ts';
import type { WaitVerdict } from '../waits/model.ts';
import { crowdedAt, endlessStates } from '../verdict.ts';
import { findChange } from './change.ts';
import { isMost, measureShare } from './share.ts';
import { doubtBySiblings } from './siblings.ts';
import { describeConfidence } from './confidence.ts';
import { measureCost, measureTimeLeft } from './cost.ts';
import { writeEvidence } from './evidence.ts';
import type { Spread, Suspect } from './model.ts';
import type { LimitsOf, StackAt } from './places.ts';
import { listStates, type StackPast } from './process-past.ts';
import { dayMs, hourMs, minuteMs } from '../../agreed-times.ts';

/** Undefined if it is not a suspect. */
export function judgeStack(
  fingerprint: Fingerprint,
  per: Labels,
  places: readonly StackAt[],
  instances: number,
  limits: LimitsOf = () => ({}),
): Suspect | undefined {
  const here = places.filter(({ alive }) => alive);
  const proven = here.reduce((sum, place) => sum + countProvenAt(place), 0);
  const crowd = here.reduce((most, { past }) => Math.max(most, past.track.last), 0);
  const trends = here.flatMap((place) => (place.past.held ? doubtBySiblings(place.past.held, place, places) : []));
  const alone = pickTrend(trends);
  const trend = alone?.grade === 'likely' ? alone : (judgeFleet(places) ?? alone);
  const waited = pickWaits(here);
  const troubles = crowd === 0 ? [] : here.flatMap(({ process }) => process.troubles);
  const locks = troubles.find((one) => one.fingerprint === fingerprint);
  const grade = pickGrade(
    proven > 0 ? 'proven' : undefined,
    trend?.grade,
    waited?.verdict.grade ?? undefined,
    locks?.grade,
    crowd >= crowdedAt ? 'watch' : undefined,
    // Visible growth says more than a share.
    trend === undefined && here.some(({ past, process }) => isMost(past, process, waited?.verdict.kind))
      ? 'watch'
      : undefined,
  );
  const largest = here.reduce<StackAt | undefined>(
    (most, place) => (most === undefined || countAt(place) > countAt(most) ? place : most),
    undefined,
  );
  if (grade === undefined || largest === undefined) return undefined;
  // It waits for another stack, which represents both.
  if (locks === undefined && proven === 0 && isQueued(fingerprint, grade, troubles)) return undefined;
  const growing = here.filter(({ past }) => past.held !== undefined);
  const grows = trend !== undefined;
  const growthPerMinute =
    trend?.rule === 'fleet' ? trend.perMinute : here.reduce((sum, place) => sum + measureGrowthAt(place, grows), 0);
  const { stack } = largest.past;
  const checker =
    here.flatMap(({ process, past }) => (past.marked > 0 ? (process.context?.checker ?? []) : [])).find(Boolean) ??
    null;
  const once =
    grade === 'proven' &&
    checker === null &&
    locks === undefined &&
    !grows &&
    here.every((place) => countProvenAt(place) <= 1);
  const spread = measureSpread(here, instances, growing.length);
  const told = here.some(({ process }) => process.leakProfilesRead > 0);
  const explained = explainStack(stack, { ...(told ? { leaked: proven } : {}), lock: locks?.cause });
  const count = here.reduce((sum, place) => sum + countAt(place), 0);
  const states = sumStates(here);
  const worst = growing.reduce<StackAt | undefined>(
    (most, place) => ((place.past.held?.perMinute ?? 0) > (most?.past.held?.perMinute ?? -1) ? place : most),
    undefined,
  );
  const changed = trend === undefined ? null : findChange(trend, worst?.process ?? largest.process);
  const course = trend === undefined ? findCourse(here) : undefined;
  // The counts of others may rise and fall without growing.
  const isCourseKnown = proven > 0 || locks !== undefined || (course?.stoppedMs ?? null) !== null;
  const sinceMs = trend?.sinceMs ?? findOnset(waited) ?? (isCourseKnown ? (course?.sinceMs ?? null) : null);
  const stoppedMs = trend === undefined ? (course?.stoppedMs ?? null) : findLastStop(trend, trends);
  const [endless] = states.filter((one) => endlessStates.has(one.state));
  const facts = {
    grade,
    once,
    count,
    proven,
    trend: trend ?? null,
    sinceMs,
    stoppedMs,
    waits: waited?.verdict ?? null,
    locks: locks ?? null,
    spread,
    growthPerMinute,
    changed,
    told,
    checker,
    ended: here.every(({ process }) => process.context?.ended === true),
    crowd,
    share: measureShare(here),
    endless: endless ?? null,
    undumped:
      isLockState(stack.state) && here.every(({ process }) => !process.hasDump) ? largest.process.total.last : null,
    samples: here.reduce((most, { process }) => Math.max(most, process.samples), 0),
  };
  return {
    per,
    fingerprint,
    state: states[0]?.state ?? stack.state,
    states,
    function: stack.function,
    location: stack.location,
    stack,
    parts: [],
    grade,
    once,
    count,
    proven,
    rms: Math.sqrt(here.reduce((sum, place) => sum + countAt(place) ** 2, 0) / Math.max(1, here.length)),
    growthPerMinute,
    sinceMs,
    stoppedMs,
    changed,
    spread,
    costBytes: measureCost(here),
    timeLeft: measureTimeLeft(here, limits),
    cause: explained.cause,
    also: explained.also,
    fix: explained.cause === null ? null : causes[explained.cause].fix,
    evidence: writeEvidence(facts),
    ...describeConfidence(facts),
    trend: trend ?? null,
    waits: waited?.verdict ?? null,
    locks: locks ?? null,
  };
}

function isQueued(fingerprint: Fingerprint, grade: Grade, troubles: readonly LockTrouble[]): boolean {
  return troubles.some(
    (one) => one.fingerprints.includes(fingerprint) && grades.indexOf(one.grade) >= grades.indexOf(grade),
  );
}

/** The most serious. */
function pickGrade(...found: readonly (Grade | undefined)[]): Grade | undefined {
  return grades.findLast((grade) => found.includes(grade));
}

/** The judgement of a dump is valid for a day, while most of the goroutines stay. */
function readWaits({ past: { waited, track } }: StackAt): StackPast['waited'] {
  if (waited === undefined || track.last < waited.count / 2 || track.lastMs - waited.atMs > waitsHoldMs)
    return undefined;
  return waited;
}

/** The process with the most certain waits, then the one with the most goroutines. */
function pickWaits(places: readonly StackAt[]): StackPast['waited'] {
  const rank = ({ grade }: WaitVerdict) => (grade === null ? -1 : grades.indexOf(grade));
  return places
    .flatMap((place) => readWaits(place) ?? [])
    .reduce<StackPast['waited']>((best, one) => {
      const more = best === undefined ? 1 : rank(one.verdict) - rank(best.verdict);
      return more > 0 || (more === 0 && one.count > best!.count) ? one : best;
    }, undefined);
}

function findOnset(waited: StackPast['waited']): number | null {
  const onset = waited?.verdict.onsetMinutes ?? null;
  return waited === undefined || onset === null ? null : waited.atMs - onset * minuteMs;
}

/**
 * From samples, or else from the waits of a dump. Proven goroutines without a trend may be growing: too early to judge
 * does not mean constant. `hasTrend`: a stack that grows at some instances is constant at the others.
 */
function measureGrowthAt(place: StackAt, hasTrend: boolean): number {
  const { held, track } = place.past;
  if (held !== undefined) return held.stoppedMs === null ? held.perMinute : measureRecentGrowth(track);
  return hasTrend ? 0 : measureRecentGrowth(track) || (readWaits(place)?.verdict.perMinute ?? 0);
}

interface Course {
  readonly sinceMs: number | null;
  /** Null while it may grow. */
  readonly stoppedMs: number | null;
}

/** When goroutines whose growth no rule judges began to come, and when that stopped. */
function findCourse(places: readonly StackAt[]): Course {
  const courses = places.flatMap(({ past: { track } }): Course[] => {
    const stoppedMs = findStop(track, track.firstMs);
    const sinceMs = findFirstRise(track, stoppedMs);
    return sinceMs === null ? [] : [{ sinceMs, stoppedMs }];
  });
  if (courses.length === 0) return { sinceMs: null, stoppedMs: null };
  return {
    sinceMs: courses.reduce((least, one) => Math.min(least, one.sinceMs ?? Infinity), Infinity),
    stoppedMs: findLast(courses),
  };
}

/** When it stopped at the last instance; null if it grows at one of them. */
function findLastStop(trend: Trend, trends: readonly Trend[]): number | null {
  return trends.includes(trend) ? findLast(trends) : trend.stoppedMs;
}

function findLast(courses: readonly Pick<Course, 'stoppedMs'>[]): number | null {
  const lastMs = courses.reduce((most, { stoppedMs }) => Math.max(most, stoppedMs ?? Infinity), -Infinity);
  return lastMs === Infinity ? null : lastMs;
}

/** The maximum of the last leak profiles, since they fluctuate; at most the current count. */
function countProvenAt({ process, past }: StackAt): number {
  const leaked = past.leaked.reduce((most, count) => Math.max(most, count), 0);
  return process.samples === 0 ? leaked : Math.min(Math.max(leaked, past.marked), past.track.last);
}

/** If only leak profiles were read, they are all that is known. */
function countAt(place: StackAt): number {
  return place.process.samples === 0 ? countProvenAt(place) : place.past.track.last;
}

/** The most certain; among equals one that still grows, then the fastest. */
function pickTrend(trends: readonly Trend[]): Trend | undefined {
  return trends.reduce<Trend | undefined>((best, one) => {
    if (best === undefined) return one;
    const more =
      grades.indexOf(one.grade) - grades.indexOf(best.grade) ||
      Number(one.stoppedMs === null) - Number(best.stoppedMs === null) ||
      one.perMinute - best.perMinute;
    return more > 0 ? one : best;
  }, undefined);
}

/** After a day samples tell more than the waits of one dump. */
const waitsHoldMs = dayMs;
/** Every life begins with a warm-up, so shorter ones do not count. */
const fleetMs = 3 * hourMs;

function isLong({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): boolean {
  return toMs - fromMs >= fleetMs;
}

/** Small steps in many processes, none of which is enough alone. */
function judgeFleet(places: readonly StackAt[]): Trend | undefined {
  if (places.length < 3 || places.every(({ past }) => past.lives.length === 0 && past.track.rise === 0))
    return undefined;
  // Sums show which stacks come and go, so blocks are read only of stacks that may grow.
  const outlines = places.flatMap(({ process, past }) => process.outlineLives(past)).filter(isLong);
  if (!mayGrowInFleet(outlines)) return undefined;
  const lives = places.flatMap(({ process, past }) => [...past.lives, process.readLife(past)]);
  const long = lives.filter(isLong);
  if (!growsInFleet(long)) return undefined;
  const livedMs = long.reduce((sum, life) => sum + life.toMs - life.fromMs, 0);
  const rise = long.reduce((sum, life) => sum + life.rise, 0);
  const perMinute = (rise / (livedMs * 0.9)) * minuteMs * places.filter(({ alive }) => alive).length;
  const spread = perMinute / Math.sqrt(rise);
  return {
    grade: 'likely',
    rule: 'fleet',
    sinceMs: long.reduce((least, life) => Math.min(least, life.fromMs), Infinity),
    sinceStart: true,
    toMs: long.reduce((most, life) => Math.max(most, life.toMs), 0),
    dueMs: null,
    stoppedMs: null,
    from: places.reduce((sum, { past, alive }) => sum + (alive ? past.track.first : 0), 0),
    to: places.reduce((sum, { past, alive }) => sum + (alive ? past.track.last : 0), 0),
    perMinute,
    lowerPerMinute: perMinute - spread,
    upperPerMinute: perMinute + spread,
    samples: long.reduce((sum, life) => sum + life.samples, 0),
    ups: null,
    lives: long.length,
    traffic: undefined,
    doubts: [],
  };
}

function sumStates(places: readonly StackAt[]): { readonly state: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { past } of places) {
    for (const [state, count] of listStates(past)) counts.set(state, (counts.get(state) ?? 0) + count);
  }
  return [...counts]
    .map(([state, count]) => ({ state, count }))
    .sort((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1));
}

/** An instance is an outlier if it is far from the median, measured in median absolute deviations. */
function measureSpread(places: readonly StackAt[], of: number, growing: number): Spread {
  const counts = places.map(countAt).sort((a, b) => a - b);
  const worst = places.reduce((most, place) => (countAt(place) > countAt(most) ? place : most), places[0]!);
  const median = counts[counts.length >> 1] ?? 0;
  const distances = counts.map((count) => Math.abs(count - median)).sort((a, b) => a - b);
  const usual = Math.max(distances[distances.length >> 1] ?? 0, Math.sqrt(median), 1) * 1.5;
  return {
    instances: places.filter((place) => countAt(place) > 0).length,
    of,
    growing,
    worst: {
      instance: worst.process.labels['instance'] ?? '',
      count: countAt(worst),
      outlier: places.length >= 3 && countAt(worst) - median > 5 * usual,
    },
  };
}
