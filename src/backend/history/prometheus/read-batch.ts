// Reads the samples of many targets by the same requests, as a rule of one service. With a request for each target, a
// server of a thousand targets would take seconds.
import type { Labels, LabelsKey } from '../../../core/labels.ts';
import { formatTargetLabel } from '../../../core/metrics/series-names.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { PrometheusApi, Row } from './api.ts';
import { timeMetrics } from './metric-names.ts';
import { quote, quoteExpression, select, selectFingerprints } from './promql.ts';
import { cutRow, isFew, joinRows, listMetrics, readTargetPoints, type TargetQuestion } from './read-target.ts';
import { plainKey } from './scope.ts';
import { pickSingle } from './single-series.ts';
import { makeTargetPoints, type TargetPoints } from './target-points.ts';

/** A target with the range that is wanted of it, both ends included. */
export interface Wanted {
  readonly target: Labels;
  readonly fromMs: number;
  readonly toMs: number;
}

interface BatchQuestion extends Omit<TargetQuestion, 'target' | 'fromMs' | 'toMs'> {
  readonly wanted: readonly Wanted[];
}

/** How many series a target had in the last answers. It decides how much is asked for at once. */
export interface Load {
  seriesPerTarget: number;
}

/** About three megabytes of an answer. */
const valuesPerRequest = 150_000;
/** Of all requests of a batch together. */
const valuesPerBatch = 600_000;
/** A target with no more than these is read with any others. */
const fewSamples = 20;
/** Some servers take no query of more than 16 KiB. */
const maxNamesLength = 8_000;

export const unknownLoad = (): Load => ({ seriesPerTarget: 100 });

/** Splits targets into batches that can be read together. */
export function cutBatches(
  wanted: readonly Wanted[],
  { scope, intervalMs, kind }: Pick<TargetQuestion, 'scope' | 'intervalMs' | 'kind'>,
  { seriesPerTarget }: Load,
): readonly (readonly Wanted[])[] {
  const open = new Map<string, { readonly batch: Wanted[]; values: number; length: number }>();
  const batches: Wanted[][] = [];
  for (const one of wanted) {
    const { target, fromMs, toMs } = one;
    // Series under other labels are read target by target, and so are steps.
    const isPlain = scope.listDisplaced(target).every((displaced) => displaced.length === 0);
    if (!isPlain || !isFew({ ...one, intervalMs, kind })) {
      batches.push([one]);
      continue;
    }
    const length = Object.values(target).reduce((sum, value) => sum + 2 * value.length + 2, 0);
    const samples = (toMs - fromMs) / intervalMs + 1;
    const values = samples * seriesPerTarget;
    // Targets of several services share a request where it asks for little.
    const service = samples <= fewSamples ? '' : (target['service'] ?? '');
    let current = open.get(service);
    if (current === undefined || current.values + values > valuesPerBatch || current.length + length > maxNamesLength) {
      current = { batch: [], values: 0, length: 0 };
      batches.push(current.batch);
      open.set(service, current);
    }
    current.batch.push(one);
    current.values += values;
    current.length += length;
  }
  return batches;
}

/** Targets without a sample in their range are missing. */
export async function readBatch(
  api: PrometheusApi,
  question: BatchQuestion,
  load: Load,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<LabelsKey, TargetPoints>>> {
  const { wanted, kind, intervalMs } = question;
  const found = new Map<LabelsKey, TargetPoints>();
  const [only] = wanted;
  if (only !== undefined && wanted.length === 1) {
    const read = await readTargetPoints(api, { ...question, ...only }, signal);
    if (!read.ok) return read;
    if (read.value !== undefined) found.set(plainKey(only.target), read.value);
    return succeed(found);
  }
  const read = await readRows(api, question, load, signal);
  if (!read.ok) {
    // Nobody knows before how large an answer is.
    if (read.problem.code !== 'body_too_large') return read;
    load.seriesPerTarget *= 2;
    const half = Math.ceil(wanted.length / 2);
    for (const part of [wanted.slice(0, half), wanted.slice(half)]) {
      const some = await readBatch(api, { ...question, wanted: part }, load, signal);
      if (!some.ok) return some;
      for (const [key, points] of some.value) found.set(key, points);
    }
    return succeed(found);
  }
  let series = 0;
  for (const { target } of wanted) {
    const rows = read.value.get(plainKey(target)) ?? [];
    series = Math.max(series, rows.length);
    const single = pickSingle(rows, timeMetrics[kind], 1.5 * intervalMs);
    const points = makeTargetPoints(single.rows, kind, undefined, single.doubled);
    if (points !== undefined) found.set(plainKey(target), points);
  }
  load.seriesPerTarget = Math.max(10, series, load.seriesPerTarget / 2);
  return succeed(found);
}

async function readRows(
  api: PrometheusApi,
  question: BatchQuestion,
  { seriesPerTarget }: Load,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<LabelsKey, readonly Row[]>>> {
  const { scope, kind, wanted, fingerprints, intervalMs } = question;
  const selector = select(
    listMetrics(question),
    selectTargets(wanted.map(({ target }) => target)),
    scope.conditions,
    selectFingerprints(fingerprints),
  );
  // A leak profile of the range may appear in the series slightly later.
  const lateMs = kind === 'goroutineleak' ? 2 * intervalMs : 0;
  const ranges = new Map(wanted.map(({ target, fromMs, toMs }) => [plainKey(target), { fromMs, toMs: toMs + lateMs }]));
  const fromMs = Math.min(...wanted.map((one) => one.fromMs));
  const endMs = Math.max(...wanted.map((one) => one.toMs)) + lateMs;
  const samples = Math.max(1, Math.floor(valuesPerRequest / (wanted.length * seriesPerTarget)));
  const pieceMs = samples * intervalMs;
  const pieces = new Map<LabelsKey, Map<string, Row[]>>();
  for (let startMs = fromMs; startMs <= endMs; startMs += pieceMs) {
    const lastMs = Math.min(startMs + pieceMs - 1, endMs);
    const answer = await api.instant(`${selector}[${lastMs - startMs + 1}ms]`, lastMs, signal);
    if (!answer.ok) return answer;
    for (const row of answer.value) {
      const target = scope.targetOf(row.labels);
      const key = target && plainKey(target);
      const range = key && ranges.get(key);
      if (key === undefined || range === undefined) continue;
      const own = pieces.get(key) ?? new Map<string, Row[]>();
      pieces.set(key, own);
      const name = JSON.stringify(row.labels);
      const parts = own.get(name) ?? [];
      own.set(name, parts);
      // Servers differ in whether a range includes its start.
      const cut = cutRow(row, Math.max(startMs, range.fromMs), Math.min(lastMs, range.toMs));
      if (cut.timesMs.length > 0) parts.push(cut);
    }
  }
  const joined = new Map<LabelsKey, readonly Row[]>();
  for (const [key, own] of pieces) {
    const rows = [...own.values()].filter((parts) => parts.length > 0).map(joinRows);
    joined.set(key, rows);
  }
  return succeed(joined);
}

/** Selects these targets, and perhaps others that share each of their labels with one of them. */
function selectTargets(targets: readonly Labels[]): string {
  const names = new Set(targets.flatMap((target) => Object.keys(target)));
  return [...names]
    .map((name) => {
      const values = [...new Set(targets.map((target) => target[name] ?? ''))];
      const label = formatTargetLabel(name);
      if (values.length === 1) return values[0] === '' ? '' : `${label}=${quote(values[0] ?? '')}`;
      return `${label}=~${quote(values.map(quoteExpression).join('|'))}`;
    })
    .filter((part) => part !== '')
    .join(',');
}
