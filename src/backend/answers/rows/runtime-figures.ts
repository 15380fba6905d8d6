// The figures of one process at the points of a graph. Counters become rates within one process life, so that a restart
// or a reset does not look like traffic. Missing samples are gaps.
import { downsampledStepMs, fetchShare } from '../../../core/agreed-times.ts';
import { runtimeFigures, type RuntimeFigure } from '../../../core/query/model.ts';
import type { TargetHistory } from '../../history/port.ts';

export type Figures = Readonly<Record<RuntimeFigure, Float64Array>>;

export interface FigureSteps {
  /** The end of each step, ascending, in milliseconds since the epoch. */
  readonly endsMs: readonly number[];
  readonly stepMs: number;
  /** The sampling interval of the settings, in milliseconds. */
  readonly intervalMs: number;
  /** How long the last value is repeated without a newer one, in milliseconds. */
  readonly holdMs: number;
}

/** A target counts as unreadable after this many missed samples. */
const missedTurns = 2.5;

interface Sampled {
  readonly timesMs: Float64Array;
  /** How long each sample is valid beyond `holdMs`. */
  readonly reachMs: (index: number) => number;
  readonly lifeOf: (index: number) => number;
}

/**
 * Why a target has no samples at the end. `unreadable`: it still exists. `gone`: it is no longer a target. `spared`:
 * sampling was paused.
 */
type Silence = 'unreadable' | 'gone' | 'spared';

/** Computes the graph. `history` must have one point for each sample. */
export function traceFigures(history: TargetHistory, steps: FigureSteps, silence: Silence): Figures {
  const { figures, goroutines, tookMs } = history;
  const sampled = describeSamples(history);
  const gauge = (values: Float64Array | undefined, factor = 1) => traceGauge(values, sampled, steps, factor);
  return {
    goroutines: gauge(goroutines.most),
    resident: gauge(figures.residentBytes?.most),
    heap: gauge(figures.heapBytes?.most),
    cpu: traceRate(figures.cpuSeconds?.last, sampled, steps),
    requests: traceRate(figures.requests?.last, sampled, steps),
    up: traceUp(sampled, tookMs.most, steps, silence),
    fetch: gauge(tookMs.most, 1 / 1_000),
  };
}

export function emptyFigures(points: number): Figures {
  return Object.fromEntries(
    runtimeFigures.map((figure) => [figure, new Float64Array(points).fill(NaN)]),
  ) as unknown as Figures;
}

function describeSamples({ timesMs, samples, lives }: TargetHistory): Sampled {
  return {
    timesMs,
    reachMs: (index) => ((samples[index] ?? 1) > 1 ? downsampledStepMs : 0),
    lifeOf: (index) => lives.findLastIndex(({ fromMs }) => fromMs <= (timesMs[index] ?? 0)),
  };
}

/** The maximum of each step, so that no peak is lost; without a sample, the last known value for a limited time. */
function traceGauge(
  values: Float64Array | undefined,
  { timesMs, reachMs }: Sampled,
  { endsMs, stepMs, holdMs }: FigureSteps,
  factor: number,
): Float64Array {
  const traced = new Float64Array(endsMs.length).fill(NaN);
  if (values === undefined) return traced;
  let next = 0;
  let newest = -1;
  for (const [point, endMs] of endsMs.entries()) {
    let highest = NaN;
    for (; next < timesMs.length && timesMs[next]! <= endMs; next++) {
      const value = values[next]!;
      if (Number.isNaN(value)) continue;
      newest = next;
      if (timesMs[next]! > endMs - stepMs && !(value <= highest)) highest = value;
    }
    if (!Number.isNaN(highest)) traced[point] = highest * factor;
    else if (newest >= 0 && endMs - timesMs[newest]! <= holdMs + reachMs(newest)) {
      traced[point] = values[newest]! * factor;
    }
  }
  return traced;
}

/** The gain of a counter per second, over the samples that a step touches. */
function traceRate(values: Float64Array | undefined, sampled: Sampled, steps: FigureSteps): Float64Array {
  const { endsMs, stepMs, holdMs } = steps;
  const traced = new Float64Array(endsMs.length).fill(NaN);
  if (values === undefined) return traced;
  const gains = listGains(values, sampled, holdMs);
  let first = 0;
  for (const [point, endMs] of endsMs.entries()) {
    while (first < gains.length && gains[first]!.toMs <= endMs - stepMs) first++;
    let gained = 0;
    let overMs = 0;
    for (let index = first; index < gains.length && gains[index]!.fromMs < endMs; index++) {
      const { fromMs, toMs, perMs } = gains[index]!;
      const shared = Math.min(toMs, endMs) - Math.max(fromMs, endMs - stepMs);
      gained += perMs * shared;
      overMs += shared;
    }
    const before = gains[first - 1];
    if (overMs > 0) traced[point] = (gained / overMs) * 1_000;
    else if (before !== undefined && endMs - before.toMs <= 2 * steps.intervalMs && first >= gains.length) {
      // The newest sample is up to one interval old.
      traced[point] = before.perMs * 1_000;
    }
  }
  return traced;
}

interface Gain {
  readonly fromMs: number;
  readonly toMs: number;
  readonly perMs: number;
}

/** Gains between adjacent samples of one process life, without resets and gaps. */
function listGains(values: Float64Array, { timesMs, lifeOf, reachMs }: Sampled, holdMs: number): readonly Gain[] {
  const gains: Gain[] = [];
  let before = -1;
  for (let index = 0; index < timesMs.length; index++) {
    if (Number.isNaN(values[index]!)) continue;
    const from = before;
    before = index;
    if (from < 0) continue;
    const fromMs = timesMs[from]!;
    const toMs = timesMs[index]!;
    const gain = values[index]! - values[from]!;
    const isGap = toMs - fromMs > holdMs + reachMs(index);
    if (gain < 0 || toMs <= fromMs || isGap || lifeOf(from) !== lifeOf(index)) continue;
    gains.push({ fromMs, toMs, perMs: gain / (toMs - fromMs) });
  }
  return gains;
}

/**
 * 1 while samples arrive and 0 while they are missing. NaN before the first, and for a target that is gone or spared.
 */
function traceUp(
  { timesMs, reachMs }: Sampled,
  tookMs: Float64Array,
  { endsMs, stepMs, intervalMs, holdMs }: FigureSteps,
  silence: Silence,
): Float64Array {
  const traced = new Float64Array(endsMs.length).fill(NaN);
  let newest = -1;
  for (const [point, endMs] of endsMs.entries()) {
    while (newest + 1 < timesMs.length && timesMs[newest + 1]! <= endMs) newest++;
    if (newest < 0) continue;
    const silentMs = endMs - timesMs[newest]! - reachMs(newest);
    // A slow target is sampled less often. That does not make it unreadable.
    const turnMs = Math.max(intervalMs, (tookMs[newest] ?? 0) / fetchShare || 0);
    if (silentMs <= Math.max(missedTurns * turnMs, stepMs)) traced[point] = 1;
    else if (newest + 1 < timesMs.length) traced[point] = 0;
    else if (silence === 'unreadable' || (silence === 'gone' && silentMs <= holdMs)) traced[point] = 0;
  }
  return traced;
}
