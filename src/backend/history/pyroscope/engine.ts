// History in a Pyroscope that another system fills. It is read-only, exact for each profile, and bounds the number of
// profiles read.
import { formatCount } from '../../../core/format.ts';
import { LRUCache } from 'lru-cache';
import { dayMs, minuteMs, secondMs } from '../../../core/agreed-times.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import { labelsKey, type Labels, type LabelsKey, type Matcher } from '../../../core/labels.ts';
import { nameTarget } from '../../../core/pyroscope-labels.ts';
import { succeed, type Notice, type Problem, type Result } from '../../../core/problem.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { findReach } from '../columns/axis.ts';
import { collectPoints } from '../columns/collect-points.ts';
import { makeHistory } from '../columns/make-history.ts';
import { mapFigures } from '../columns/points.ts';
import type { HistoryEngine, HistoryStatus, KnownTarget, ReadAccount, Resolution } from '../port.ts';
import type { SampleRules } from '../sampler/sampler.ts';
import type { ProfileSeries, PyroscopeApi, TimeRange } from './api.ts';
import { createSampleReader } from './read-samples.ts';

interface PyroscopeEngineOptions {
  readonly api: PyroscopeApi;
  readonly rules: () => SampleRules;
  readonly nowMs: () => number;
}

/** The range that a default server allows for queries. */
const maxAgeMs = 7 * dayMs;

/** Profiles of one target per answer. Each takes one request of a few milliseconds. */
export const maxProfilesPerTarget = 96;

/** Profiles closer together than this count as one. */
const minStepMs = 10 * secondMs;

const readOnly: Problem = {
  code: 'history_read_only',
  status: 501,
  source: 'downstream',
  field: 'history',
  message: 'Parked only reads a Pyroscope. The senders of its profiles keep the history.',
};

const limitsOfPyroscope: Notice = {
  severity: 'info',
  text: 'Parked reads this history from Pyroscope, profile by profile. It has no restarts, memory, requests or named baselines, and onsets are not stored.',
};

interface TargetSeries {
  readonly target: KnownTarget;
  readonly series: readonly ProfileSeries[];
}

export function createPyroscopeEngine({ api, rules, nowMs }: PyroscopeEngineOptions): HistoryEngine {
  const reader = createSampleReader(api, rules);
  /** The series by kind and day. Those of today are read again every minute. */
  const days = new LRUCache<string, Promise<Result<readonly ProfileSeries[]>>>({ max: 64 });
  let readProblem: Problem | undefined;

  function note<T>(result: Result<T>): Result<T> {
    readProblem = result.ok ? undefined : result.problem;
    return result;
  }

  async function listDay(
    kind: ProfileKind,
    dayFromMs: number,
    signal: AbortSignal,
  ): Promise<Result<readonly ProfileSeries[]>> {
    const untilMs = Math.min(dayFromMs + dayMs - 1, nowMs());
    const key = `${kind} ${dayFromMs} ${Math.floor(untilMs / minuteMs)}`;
    const asked = days.get(key) ?? api.listSeries(kind, [], { fromMs: dayFromMs, toMs: untilMs }, signal);
    days.set(key, asked);
    const listed = await asked.catch((error: unknown) => {
      days.delete(key);
      throw error;
    });
    if (!listed.ok) days.delete(key);
    return listed;
  }

  /** Targets with a profile on one of the days in the range. */
  async function findTargets(
    kind: ProfileKind,
    matchers: readonly Matcher[],
    range: TimeRange,
    signal: AbortSignal,
  ): Promise<Result<readonly TargetSeries[]>> {
    const isWanted = compileMatchers(matchers, 'targets');
    if (!isWanted.ok) return isWanted;
    const found = new Map<LabelsKey, { target: KnownTarget; series: Map<string, ProfileSeries> }>();
    const fromMs = Math.max(range.fromMs, nowMs() - maxAgeMs);
    for (let day = Math.floor(fromMs / dayMs) * dayMs; day <= Math.min(range.toMs, nowMs()); day += dayMs) {
      const listed = await listDay(kind, day, signal);
      if (!listed.ok) return listed;
      for (const series of listed.value) {
        const labels: Labels = nameTarget(series.labels);
        if (!isWanted.value(labels)) continue;
        const key = labelsKey(labels);
        const known = found.get(key);
        const lastMs = Math.min(day + dayMs, nowMs());
        const target = { labels, firstMs: known?.target.firstMs ?? day, lastMs };
        const all = known?.series ?? new Map<string, ProfileSeries>();
        all.set(`${series.type} ${labelsKey(series.labels)}`, series);
        found.set(key, { target, series: all });
      }
    }
    return succeed(Array.from(found.values(), ({ target, series }) => ({ target, series: [...series.values()] })));
  }

  /** If the range has too many profiles, reads an evenly spaced selection. */
  async function readSamples(
    { target, series }: TargetSeries,
    kind: ProfileKind,
    range: TimeRange,
    stepMs: number,
    signal: AbortSignal,
  ) {
    const inReach = { fromMs: Math.max(range.fromMs, nowMs() - maxAgeMs), toMs: Math.min(range.toMs, nowMs()) };
    const samples = [];
    let of = 0;
    for (const one of series) {
      const question = { series: one, target: target.labels, kind, range: inReach, stepMs };
      const read = await reader.read(question, maxProfilesPerTarget, signal);
      if (!read.ok) return read;
      samples.push(...read.value.samples);
      of += read.value.of;
    }
    return succeed({ samples: samples.sort((a, b) => a.atMs - b.atMs), of });
  }

  function account(targets: number, samples: number, of: number, dataFromMs: number): ReadAccount {
    const left = of - samples;
    const text =
      `${formatCount(samples)} of ${formatCount(of)} profiles are read, evenly spaced, at most ` +
      `${maxProfilesPerTarget} per target. A shorter range shows more of them.`;
    const cut: readonly Notice[] = left > 0 ? [{ severity: 'info', text }] : [];
    return {
      targets,
      samples,
      dataFromMs: dataFromMs === Infinity ? null : dataFromMs,
      notices: [limitsOfPyroscope, ...cut],
    };
  }

  return {
    carries: { frames: true, labels: false },
    append: () => Promise.resolve({ outcome: 'dropped', problem: readOnly }),
    appendOnset: () => Promise.resolve({ outcome: 'dropped', problem: readOnly }),
    listTargets: async (targets) => {
      const range = { fromMs: nowMs() - maxAgeMs, toMs: nowMs() };
      const found = note(await findTargets('goroutine', targets, range, new AbortController().signal));
      return found.ok ? succeed(found.value.map(({ target }) => target)) : found;
    },
    readRange: async ({ kind, targets, resolution, fingerprints, maxValues }, visit, signal) => {
      const range = findReach(resolution);
      const found = note(await findTargets(kind, targets, range, signal));
      if (!found.ok) return found;
      const sum = { targets: 0, samples: 0, of: 0, firstMs: Infinity };
      for (const one of found.value) {
        const read = note(await readSamples(one, kind, range, findStep(resolution, range), signal));
        if (!read.ok) return read;
        sum.of += read.value.of;
        sum.firstMs = Math.min(sum.firstMs, one.target.firstMs);
        if (read.value.samples.length === 0) continue;
        const { points, series, lives } = collectPoints(read.value.samples);
        const history = makeHistory(
          { target: one.target, points, lives, seriesOf: (slot) => series[slot]! },
          resolution,
          maxValues,
        );
        if (history === undefined) continue;
        const wanted = history.series.filter(({ stack }) => fingerprints?.has(stack.fingerprint) !== false);
        visit({ ...history, series: wanted });
        sum.targets++;
        sum.samples += read.value.samples.length;
      }
      return succeed(account(sum.targets, sum.samples, sum.of, sum.firstMs));
    },
    readMoment: async ({ kind, targets, atMs, maxAgeMs: youngMs }, visit, signal) => {
      const range = { fromMs: atMs - youngMs, toMs: atMs };
      const found = note(await findTargets(kind, targets, range, signal));
      if (!found.ok) return found;
      let read = 0;
      let firstMs = Infinity;
      for (const one of found.value) {
        firstMs = Math.min(firstMs, one.target.firstMs);
        // One step: only the newest profile.
        const samples = note(await readSamples(one, kind, range, youngMs + 1, signal));
        if (!samples.ok) return samples;
        const newest = samples.value.samples.at(-1);
        if (newest === undefined) continue;
        const life = { fromMs: newest.atMs, startMs: null, build: null };
        const { atMs: takenMs, tookMs, goroutines, groups } = newest;
        visit({ target: one.target, atMs: takenMs, tookMs, goroutines, groups, figures: mapFigures(() => null), life });
        read++;
      }
      return succeed(account(read, read, read, firstMs));
    },
    readEvents: () => Promise.resolve(succeed([])),
    status: () => describe(readProblem),
    maintain: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

function findStep(resolution: Resolution, { fromMs, toMs }: TimeRange): number {
  const evenMs = (toMs - fromMs) / maxProfilesPerTarget / 4;
  return Math.max(minStepMs, resolution.every === 'step' ? resolution.stepMs : 0, Math.min(evenMs, 5 * minuteMs));
}

function describe(readProblem: Problem | undefined): HistoryStatus {
  return {
    engine: 'pyroscope',
    state: readProblem === undefined ? 'reading' : 'paused',
    bytes: 0,
    maxBytes: 0,
    targets: 0,
    dataFromMs: null,
    notices: readProblem === undefined ? [] : [{ severity: 'warning', text: readProblem.message }],
  };
}
