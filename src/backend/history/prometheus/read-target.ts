// Reads the series of one target over a range: raw samples in pieces if there are few enough, otherwise aggregates for
// each step.
import { pickSingle } from './single-series.ts';
import { plainKey, type Scope } from './scope.ts';
import type { Labels } from '../../../core/labels.ts';
import { limits } from '../../../core/limits.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { PrometheusApi, Row } from './api.ts';
import { figureMetrics } from '../../../core/metrics/series-names.ts';
import { groupMetrics, lifeMetrics, metrics, timeMetrics } from './metric-names.ts';
import { select, selectFingerprints, formatTarget } from './promql.ts';
import { makeTargetPoints, type Spread, type TargetPoints } from './target-points.ts';

export interface TargetQuestion {
  readonly scope: Scope;
  readonly target: Labels;
  readonly kind: ProfileKind;
  /** Both ends included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly fingerprints: ReadonlySet<string> | undefined;
  /** Time between two samples in milliseconds, as far as is known. */
  readonly intervalMs: number;
  /** For ranges with too many samples: the length of a step and the end of one step. */
  readonly grid: { readonly stepMs: number; readonly endMs: number };
  readonly parts: Parts;
}

/** What is needed: the lives of the process, its groups as well, or its figures as well. */
type Parts = 'lives' | 'groups' | 'all';

/** Samples per piece. With 200 groups the response has a few megabytes. */
const samplesPerPiece = 600;

/** Undefined if no sample lies in the range. */
export async function readTargetPoints(
  api: PrometheusApi,
  question: TargetQuestion,
  signal: AbortSignal,
): Promise<Result<TargetPoints | undefined>> {
  const { kind, intervalMs } = question;
  if (isFew(question)) {
    const rows = await readSamples(api, question, signal);
    if (!rows.ok) return rows;
    const single = pickSingle(rows.value, timeMetrics[kind], 1.5 * intervalMs);
    return succeed(makeTargetPoints(single.rows, kind, undefined, single.doubled));
  }
  const read = await readSteps(api, question, signal);
  if (!read.ok) return read;
  const { rows, spread, doubled } = read.value;
  return succeed(makeTargetPoints(rows, kind, spread, doubled));
}

/** Whether the samples are read one by one. Leak profiles are rare. */
export function isFew({
  kind,
  fromMs,
  toMs,
  intervalMs,
}: Pick<TargetQuestion, 'kind' | 'fromMs' | 'toMs' | 'intervalMs'>): boolean {
  return kind === 'goroutineleak' || (toMs - fromMs) / intervalMs <= limits.points.value;
}

export function listMetrics({ kind, parts }: Pick<TargetQuestion, 'kind' | 'parts'>): readonly string[] {
  // The time of each sample places a leak profile beside it.
  const life = [timeMetrics[kind], metrics.goroutines, ...lifeMetrics];
  if (parts === 'lives') return life;
  const figures = kind === 'goroutine' && parts === 'all' ? [metrics.took, ...Object.values(figureMetrics)] : [];
  return [...new Set([groupMetrics[kind], ...life, ...figures])];
}

async function readSamples(
  api: PrometheusApi,
  question: TargetQuestion,
  signal: AbortSignal,
): Promise<Result<readonly Row[]>> {
  const { scope, target, kind, fromMs, toMs, fingerprints, intervalMs } = question;
  const selectors = scope
    .listDisplaced(target)
    .map((displaced) =>
      select(
        listMetrics(question),
        formatTarget(target, displaced),
        scope.conditions,
        selectFingerprints(fingerprints),
      ),
    );
  // Leak profiles are rare, and their values are repeated with every sample.
  const pieceMs = samplesPerPiece * intervalMs;
  const joined = new Map<string, Row[]>();
  // A sample of the range may appear in the series slightly later.
  const endMs = kind === 'goroutineleak' ? toMs + 2 * intervalMs : toMs;
  for (let startMs = fromMs; startMs <= endMs; startMs += pieceMs) {
    const lastMs = Math.min(startMs + pieceMs - 1, endMs);
    // Servers differ in whether a range includes its start. One more millisecond is requested, and older points are
    // dropped.
    const answers: Row[] = [];
    for (const selector of selectors) {
      const answer = await api.instant(`${selector}[${lastMs - startMs + 1}ms]`, lastMs, signal);
      if (!answer.ok) return answer;
      answers.push(...answer.value);
    }
    for (const row of ofTarget(answers, question)) {
      const key = JSON.stringify(row.labels);
      const known = joined.get(key) ?? [];
      joined.set(key, known);
      known.push(cutRow(row, startMs, lastMs));
    }
  }
  return succeed([...joined.values()].map(joinRows));
}

/** Drops series of other targets, which have these labels and more. */
function ofTarget(rows: readonly Row[], { target, scope }: TargetQuestion): readonly Row[] {
  const wanted = plainKey(target);
  return rows.filter(({ labels }) => {
    const found = scope.targetOf(labels);
    return found !== undefined && plainKey(found) === wanted;
  });
}

export function cutRow({ labels, timesMs, values }: Row, fromMs: number, toMs: number): Row {
  let first = 0;
  while (first < timesMs.length && (timesMs[first] ?? 0) < fromMs) first++;
  let end = timesMs.length;
  while (end > first && (timesMs[end - 1] ?? 0) > toMs) end--;
  return { labels, timesMs: timesMs.subarray(first, end), values: values.subarray(first, end) };
}

export function joinRows(pieces: readonly Row[]): Row {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const length = pieces.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  const timesMs = new Float64Array(length);
  const values = new Float64Array(length);
  let at = 0;
  for (const piece of pieces) {
    timesMs.set(piece.timesMs, at);
    values.set(piece.values, at);
    at += piece.timesMs.length;
  }
  return { labels: first?.labels ?? {}, timesMs, values };
}

async function readSteps(
  api: PrometheusApi,
  question: TargetQuestion,
  signal: AbortSignal,
): Promise<Result<{ readonly rows: readonly Row[]; readonly spread: Spread; readonly doubled: number }>> {
  const { scope, target, kind, fromMs, toMs, fingerprints, grid } = question;
  const of =
    (displaced: readonly string[]) =>
    (names: readonly string[]): string =>
      `${select(names, formatTarget(target, displaced), scope.conditions, selectFingerprints(fingerprints))}[${grid.stepMs - 1}ms]`;
  /** Reads an expression for each way in which the target's labels are written. */
  const readRows = async (write: (select: (names: readonly string[]) => string) => string) => {
    const rows: Row[] = [];
    for (const displaced of scope.listDisplaced(target)) {
      const answer = await api.range(write(of(displaced)), axis, signal);
      if (!answer.ok) return answer;
      rows.push(...answer.value);
    }
    return succeed(ofTarget(rows, question));
  };
  // The ends of the steps, starting with the first step that begins in the range.
  const before = Math.floor((grid.endMs - fromMs) / grid.stepMs);
  const firstMs = grid.endMs - before * grid.stepMs;
  const lastMs = Math.max(firstMs, Math.ceil((toMs - firstMs) / grid.stepMs) * grid.stepMs + firstMs);
  const axis = { firstMs, lastMs, stepMs: grid.stepMs };
  const total = timeMetrics[kind];
  const both = (name: string) => (of: (names: readonly string[]) => string) =>
    question.parts !== 'lives'
      ? `${name}(${of([groupMetrics[kind]])}) or ${name}(${of([total])})`
      : `${name}(${of([total])})`;
  const found: (readonly Row[])[] = [];
  // Reads one metric at a time, because some servers drop metric names in one expression.
  for (const name of listMetrics(question)) {
    const rows = await readRows((of) => `last_over_time(${of([name])})`);
    if (!rows.ok) return rows;
    found.push(rows.value.map((row) => nameRow(row, name)));
  }
  const single = pickSingle(found.flat(), total, grid.stepMs / 2);
  const spread: (readonly Row[])[] = [];
  for (const write of [
    both('min_over_time'),
    both('max_over_time'),
    (of: (names: readonly string[]) => string) => `count_over_time(${of([total])})`,
  ]) {
    const rows = await readRows(write);
    if (!rows.ok) return rows;
    spread.push(pickSingle(rows.value, '', grid.stepMs / 2).rows);
  }
  const [least = [], most = [], counts = []] = spread;
  return succeed({ rows: single.rows, spread: { least, most, counts }, doubled: single.doubled });
}

const nameRow = (row: Row, name: string): Row => ({ ...row, labels: { ...row.labels, __name__: name } });
