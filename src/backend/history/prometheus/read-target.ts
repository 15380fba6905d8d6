// Reads the series of one target over a range: raw samples in pieces if there are few enough, otherwise aggregates for
// each step.
import { pickSingle } from './single-series.ts';
import { sameTarget, type Scope } from './scope.ts';
import { type Labels, labelsKey } from '../../../core/labels.ts';
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
  /** False if only the lives of the process are needed. */
  readonly withGroups: boolean;
}

/** Samples per piece. With 200 groups the response has a few megabytes. */
const samplesPerPiece = 600;

/** Undefined if no sample lies in the range. */
export async function readTargetPoints(
  api: PrometheusApi,
  question: TargetQuestion,
  signal: AbortSignal,
): Promise<Result<TargetPoints | undefined>> {
  const { kind, fromMs, toMs, intervalMs } = question;
  const isFew = (toMs - fromMs) / intervalMs <= limits.points.value;
  if (isFew || kind === 'goroutineleak') {
    const rows = await readSamples(api, question, signal);
    if (!rows.ok) return rows;
    const single = pickSingle(rows.value);
    return succeed(makeTargetPoints(single.rows, kind, undefined, single.doubled));
  }
  const read = await readSteps(api, question, signal);
  if (!read.ok) return read;
  const { rows, spread, doubled } = read.value;
  return succeed(makeTargetPoints(rows, kind, spread, doubled));
}

function listMetrics({ kind, withGroups }: TargetQuestion): readonly string[] {
  const life = [timeMetrics[kind], ...lifeMetrics];
  if (!withGroups) return life;
  const figures = kind === 'goroutine' ? [metrics.took, ...Object.values(figureMetrics)] : [];
  return [...new Set([groupMetrics[kind], ...life, ...figures])];
}

async function readSamples(
  api: PrometheusApi,
  question: TargetQuestion,
  signal: AbortSignal,
): Promise<Result<readonly Row[]>> {
  const { target, kind, fromMs, toMs, fingerprints, intervalMs } = question;
  const { conditions } = question.scope;
  const selector = select(listMetrics(question), formatTarget(target), conditions, selectFingerprints(fingerprints));
  // Leak profiles are rare, and their values are repeated with every sample.
  const pieceMs = samplesPerPiece * intervalMs;
  const joined = new Map<string, Row[]>();
  // A sample of the range may appear in the series slightly later.
  const endMs = kind === 'goroutineleak' ? toMs + 2 * intervalMs : toMs;
  for (let startMs = fromMs; startMs <= endMs; startMs += pieceMs) {
    const lastMs = Math.min(startMs + pieceMs - 1, endMs);
    // Servers differ in whether a range includes its start. One more millisecond is requested, and older points are
    // dropped.
    const answer = await api.instant(`${selector}[${lastMs - startMs + 1}ms]`, lastMs, signal);
    if (!answer.ok) return answer;
    for (const row of ofTarget(answer.value, question)) {
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
  const wanted = labelsKey(Object.fromEntries(Object.entries(target).filter(([, value]) => value !== '')));
  return rows.filter(({ labels }) => sameTarget(scope.targetOf(labels), wanted));
}

function cutRow({ labels, timesMs, values }: Row, fromMs: number, toMs: number): Row {
  let first = 0;
  while (first < timesMs.length && (timesMs[first] ?? 0) < fromMs) first++;
  let end = timesMs.length;
  while (end > first && (timesMs[end - 1] ?? 0) > toMs) end--;
  return { labels, timesMs: timesMs.subarray(first, end), values: values.subarray(first, end) };
}

function joinRows(pieces: readonly Row[]): Row {
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
  const { target, kind, fromMs, toMs, fingerprints, grid } = question;
  const of = (names: readonly string[]): string =>
    `${select(names, formatTarget(target), question.scope.conditions, selectFingerprints(fingerprints))}[${grid.stepMs - 1}ms]`;
  // The ends of the steps, starting with the first step that begins in the range.
  const before = Math.floor((grid.endMs - fromMs) / grid.stepMs);
  const firstMs = grid.endMs - before * grid.stepMs;
  const lastMs = Math.max(firstMs, Math.ceil((toMs - firstMs) / grid.stepMs) * grid.stepMs + firstMs);
  const axis = { firstMs, lastMs, stepMs: grid.stepMs };
  const total = timeMetrics[kind];
  const both = (name: string): string =>
    question.withGroups ? `${name}(${of([groupMetrics[kind]])}) or ${name}(${of([total])})` : `${name}(${of([total])})`;
  let doubled = 0;
  const found: (readonly Row[])[] = [];
  // Reads one metric at a time, because some servers drop metric names in one expression.
  for (const name of listMetrics(question)) {
    const rows = await api.range(`last_over_time(${of([name])})`, axis, signal);
    if (!rows.ok) return rows;
    const single = pickSingle(ofTarget(rows.value, question));
    doubled += single.doubled;
    found.push(single.rows.map((row) => nameRow(row, name)));
  }
  const spread: (readonly Row[])[] = [];
  for (const expression of [both('min_over_time'), both('max_over_time'), `count_over_time(${of([total])})`]) {
    const rows = await api.range(expression, axis, signal);
    if (!rows.ok) return rows;
    spread.push(pickSingle(ofTarget(rows.value, question)).rows);
  }
  const [least = [], most = [], counts = []] = spread;
  return succeed({ rows: found.flat(), spread: { least, most, counts }, doubled });
}

const nameRow = (row: Row, name: string): Row => ({ ...row, labels: { ...row.labels, __name__: name } });
