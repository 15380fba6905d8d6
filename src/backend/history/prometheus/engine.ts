// History in a Prometheus-compatible server: writes samples by remote write and reads them with PromQL. Answers use the
// same columns as the embedded engine. What series lack is reported as missing.
import { readNewestLife } from './read-life.ts';
import { openedWide, type Scope } from './scope.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import { type Labels, type LabelsKey, type Matcher, targetKey } from '../../../core/labels.ts';
import { fail, succeed, type Notice, type Problem, type Result } from '../../../core/problem.ts';
import type {
  AppendOutcome,
  HistoryEngine,
  HistoryEvent,
  HistoryStatus,
  KnownTarget,
  ReadAccount,
  Resolution,
  Sample,
} from '../port.ts';
import type { CheckpointFile, StackNames } from '../checkpoint-file.ts';
import { putAnswersFirst } from './answers-first.ts';
import type { PrometheusApi } from './api.ts';
import { createClosedSteps } from './kept-sums.ts';
import { findBeginning } from './find-beginning.ts';
import { createKnownTargets, type ListedTarget } from './known-targets.ts';
import type { Reading, ReadingRoom } from './room.ts';
import { timeMetrics } from './metric-names.ts';
import { createNamedStacks, type KeptStack } from './named-stacks.ts';
import type { SampleSink } from './port.ts';
import { select, formatMatchers } from './promql.ts';
import { listLifeEvents, readOnsets } from './read-events.ts';
import { unknownLoad } from './read-batch.ts';
import { readMoments } from './read-moments.ts';
import { readHistory } from './read-history.ts';
import { readSums } from './read-sums.ts';
import { visitAll } from './visit-all.ts';
import { dayMs, hourMs } from '../../../core/agreed-times.ts';

interface PrometheusEngineOptions {
  /** Undefined if history is only written. */
  readonly api: PrometheusApi | undefined;
  /** Undefined if another process writes. */
  readonly sink: SampleSink | undefined;
  readonly nowMs: () => number;
  /** Time between two samples in milliseconds, as far as is known. */
  readonly intervalMs: () => number;
  readonly retentionMs: () => number;
  /** Default: all series of the server. */
  readonly scope?: Scope;
  /** The same server, asked even if it is known to be unavailable. */
  readonly probe?: PrometheusApi | undefined;
  /** Opens the place for the state of verdicts. Default: there is none. */
  readonly openCheckpoints?: ((stacks: StackNames<KeptStack>) => CheckpointFile) | undefined;
  /** Why an answer should not wait for the server. */
  readonly stalled?: () => Problem | undefined;
}

const noQuery: Problem = {
  code: 'no_history',
  status: 501,
  source: 'downstream',
  field: 'history.query',
  message:
    'The past cannot be read: "Query URL" is not set. Give the base of the server that holds the series, such as http://prometheus:9090.',
};

const noSink: Problem = {
  code: 'no_history',
  status: 501,
  source: 'downstream',
  field: 'history.remoteWrite',
  message: 'Parked stores no samples here, because "Remote write URL" is not set. Another process must write them.',
};

/** No history is older than this. */
const longestMs = 400 * dayMs;
/** Clocks of collectors may be ahead by this much. */
const aheadMs = hourMs;

/** The limitation of every answer about past stacks. */
const namesOnly: Notice = {
  severity: 'info',
  text: 'Stacks of the past are shown by the names of their functions: series carry no files, lines or pprof labels. The embedded history does.',
};

export function createPrometheusEngine(options: PrometheusEngineOptions): HistoryEngine {
  const { sink, nowMs, intervalMs, retentionMs } = options;
  const api = options.api ?? failingApi;
  const scope = options.scope ?? openedWide;
  const known = createKnownTargets(api, scope, retentionMs, nowMs);
  const stacks = createNamedStacks(api);
  const answersFirst = putAnswersFirst(api);
  // Who only writes judges nothing of the past.
  const checkpoints = options.api && options.openCheckpoints?.(stacks.kept);
  let readProblem: Problem | undefined;

  /** Remembers the last failure for the status of history. */
  function note<T>(result: Result<T>): Result<T> {
    readProblem = result.ok ? undefined : result.problem;
    return result;
  }

  /** Finds the targets with a sample in the range or close to it. */
  async function findTargets(
    kind: Sample['kind'],
    matchers: readonly Matcher[],
    range: { readonly fromMs: number; readonly toMs: number },
    signal: AbortSignal,
  ): Promise<Result<readonly Labels[]>> {
    const conditions = formatMatchers(matchers);
    if (!conditions.ok) return conditions;
    if (conditions.value === undefined) return succeed([]);
    // Some servers reject an unbounded range.
    const [fromMs, toMs] = [Math.max(range.fromMs, nowMs() - longestMs), Math.min(range.toMs, nowMs() + aheadMs)];
    if (fromMs > toMs) return succeed([]);
    const refreshed = await scope.refresh();
    if (!refreshed.ok) return refreshed;
    const { text, isWanted } = conditions.value;
    const selector = select([timeMetrics[kind]], text, scope.conditions);
    const found = await api.series(selector, fromMs, toMs, signal);
    if (!found.ok) return found;
    // A series with additional labels may precede one that shows which labels were added.
    for (const labels of found.value) scope.targetOf(labels);
    const targets = new Map<LabelsKey, Labels>();
    for (const labels of found.value) {
      const target = scope.targetOf(labels);
      if (target !== undefined && isWanted(target)) targets.set(targetKey(target), target);
    }
    return succeed([...targets.values()]);
  }

  /** Extends what is known about a target by the samples just read. */
  function describeTarget(target: Labels, firstMs: number, lastMs: number): KnownTarget {
    const before = known.find(target);
    return {
      labels: target,
      firstMs: Math.min(firstMs, before?.firstMs ?? Infinity),
      lastMs: Math.max(lastMs, before?.lastMs ?? -Infinity),
    };
  }

  async function listTargets(matchers: readonly Matcher[]): Promise<Result<readonly ListedTarget[]>> {
    const isWanted = compileMatchers(matchers, 'targets');
    if (!isWanted.ok) return isWanted;
    const all = await known.list();
    return all.ok ? succeed(all.value.filter(({ labels }) => isWanted.value(labels))) : all;
  }

  /** Time of the first data of all matching targets; Infinity if there is none. */
  async function findDataFrom(
    matchers: readonly Matcher[],
    read: Reading,
    fromMs: number,
    signal: AbortSignal,
  ): Promise<Result<number>> {
    // Whether there is more before does not matter to a range that has data from its beginning on.
    if (read.firstMs <= fromMs + intervalMs()) return succeed(read.firstMs);
    const conditions = formatMatchers(matchers);
    if (!conditions.ok) return conditions;
    const listed = await listTargets(matchers);
    if (!listed.ok) return listed;
    if (conditions.value === undefined || listed.value.length === 0) return succeed(read.firstMs);
    const earlier = listed.value.find(({ firstByMs }) => firstByMs <= fromMs);
    if (earlier !== undefined) return succeed(Math.min(earlier.firstMs, read.firstMs));
    const { text, isWanted } = conditions.value;
    const question = { conditions: text, targets: listed.value, beforeMs: Math.min(read.firstMs, nowMs()) };
    const found = await findBeginning(api, scope, question, isWanted, signal);
    return found.ok ? succeed(found.value ?? read.firstMs) : found;
  }

  async function account(
    matchers: readonly Matcher[],
    read: Reading,
    fromMs: number,
    signal: AbortSignal,
  ): Promise<Result<ReadAccount>> {
    const beginning = await findDataFrom(matchers, read, fromMs, signal);
    if (!beginning.ok) return beginning;
    const dataFromMs = beginning.value;
    const { targets, samples } = read;
    const notices = [...read.notices, ...describeWriting(sink)];
    return succeed({ targets, samples, dataFromMs: dataFromMs === Infinity ? null : dataFromMs, notices });
  }

  const room: ReadingRoom = {
    api,
    stacks,
    scope,
    load: unknownLoad(),
    closed: createClosedSteps(),
    nowMs,
    findTargets,
    listKnown: known.list,
    describeTarget,
    intervalMs,
  };
  return {
    carries: { frames: false, labels: false },
    targetsAtOnce: { whole: 25, new: 1_000 },
    append: async (samples) => {
      if (sink === undefined) return { outcome: 'dropped', problem: noSink };
      const outcomes = await Promise.all(samples.map((sample) => sink.add(sample)));
      return outcomes.find(({ outcome }) => outcome !== 'kept') ?? { outcome: 'kept' };
    },
    appendOnset: (onset): Promise<AppendOutcome> =>
      sink ? sink.addOnset(onset) : Promise.resolve({ outcome: 'dropped', problem: noSink }),
    readLife: (target) =>
      options.api === undefined ? Promise.resolve(undefined) : readNewestLife(room, target, nowMs()),
    listTargets: async (matchers) => note(await listTargets(matchers)),
    readRange: (question, visit, signal) => {
      const readIn = async (place: ReadingRoom) => {
        const read = note(await readHistory(place, question, visit, signal));
        return read.ok
          ? note(await account(question.targets, read.value, findStart(question.resolution), signal))
          : read;
      };
      if (question.isBackground === true) return readIn({ ...room, api: answersFirst.behind });
      return answersFirst.run(() => readIn(room));
    },
    sumRange: (question, visit, signal) =>
      answersFirst.run(async () => {
        const read = note(await readSums(room, question, visit, signal));
        return read.ok
          ? note(await account(question.targets, read.value, findStart(question.resolution), signal))
          : read;
      }),
    readMoment: (question, visit, signal) =>
      answersFirst.run(async () => {
        const read = note(await readMoments(room, question, visit, signal));
        if (!read.ok) return read;
        const notices = read.value.targets > 0 ? [...read.value.notices, namesOnly] : read.value.notices;
        const fromMs = question.atMs - question.maxAgeMs;
        return note(await account(question.targets, { ...read.value, notices }, fromMs, signal));
      }),
    readEvents: async ({ targets, fromMs, toMs, only }, signal) => {
      const refreshed = await scope.refresh();
      if (!refreshed.ok) return note(refreshed);
      // Restarts are read target by target.
      const found = only === 'onset' ? succeed([]) : await findTargets('goroutine', targets, { fromMs, toMs }, signal);
      if (!found.ok) return note(found);
      const events: HistoryEvent[] = [];
      const visited = await visitAll(found.value, async (target) => {
        const lives = await listLifeEvents(api, { scope, target, fromMs, toMs, intervalMs: intervalMs() }, signal);
        if (!lives.ok) return lives;
        events.push(...lives.value);
        return succeed(undefined);
      });
      if (!visited.ok) return note(visited);
      const onsets = await readOnsets(api, { scope, targets, fromMs, toMs }, signal);
      if (!onsets.ok) return note(onsets);
      return note(succeed([...events, ...onsets.value].sort((a, b) => a.atMs - b.atMs)));
    },
    checkpoints,
    stalled: () => options.stalled?.(),
    probe: async (signal) => {
      const asked = await options.probe?.instant('vector(1)', nowMs(), signal);
      return asked?.ok === false ? asked.problem : undefined;
    },
    status: () => describe(sink, known.all(), readProblem),
    maintain: () => Promise.resolve(),
    close: async () => {
      checkpoints?.close();
      await sink?.close();
    },
  };
}

/** When the first step begins, or the range of samples. */
function findStart(resolution: Resolution): number {
  return resolution.every === 'sample' ? resolution.fromMs : resolution.firstMs - resolution.stepMs;
}

function describeWriting(sink: SampleSink | undefined): readonly Notice[] {
  const problem = sink?.problem();
  if (problem === undefined) return [];
  return [{ severity: 'warning', text: `History is paused, and live answers continue: ${problem.message}` }];
}

/** The size of the history is unknown, because only the server has it. */
function describe(
  sink: SampleSink | undefined,
  known: readonly KnownTarget[],
  readProblem: Problem | undefined,
): HistoryStatus {
  const dataFromMs = known.reduce((least, { firstMs }) => Math.min(least, firstMs), Infinity);
  const isPaused = sink?.problem() !== undefined || readProblem !== undefined;
  return {
    engine: 'prometheus',
    state: isPaused ? 'paused' : sink ? 'writing' : 'reading',
    bytes: 0,
    maxBytes: 0,
    targets: known.length,
    dataFromMs: dataFromMs === Infinity ? null : dataFromMs,
    notices: [
      ...describeWriting(sink),
      ...(readProblem ? [{ severity: 'warning', text: readProblem.message } as const] : []),
    ],
  };
}

const failingApi: PrometheusApi = {
  instant: () => Promise.resolve(fail(noQuery)),
  range: () => Promise.resolve(fail(noQuery)),
  series: () => Promise.resolve(fail(noQuery)),
};
