// Converts the backend's series to one common time axis for the charts.
import type { DataFrame } from '../../frames/model.ts';
import { makeRowId } from '../model.ts';
import { nameTarget } from './targets.ts';
import { secondMs } from '../../core/agreed-times.ts';

export interface Series {
  /** Fingerprint and state of a stack, or the name of a figure. */
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** The process or service, if several are kept apart. */
  readonly target?: string;
  readonly values: readonly (number | null)[];
}

export interface SeriesSet {
  /** Ascending, milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  readonly series: readonly Series[];
}

export const noSeries: SeriesSet = { timesMs: [], series: [] };

/** Counts of stacks; series without a fingerprint are "other". */
export function readTrend(frames: readonly DataFrame[]): SeriesSet {
  return readSet(frames, (labels) => {
    const fingerprint = labels['fingerprint'] ?? '';
    if (fingerprint === '' || fingerprint === 'other') return { id: 'other', name: 'other', detail: '' };
    const state = labels['state'] ?? '';
    const target = nameTarget(labels);
    const name = labels['function'] || '(no frames)';
    return { id: makeRowId(fingerprint, state, target), name, detail: state, target };
  });
}

/** Figures summed over processes. `detail` names the number of processes if there are several. */
export function readFigures(frames: readonly DataFrame[]): SeriesSet {
  const { timesMs, series } = readSet(frames, (labels) => {
    const name = labels['figure'] ?? '';
    return { id: `${name} ${nameTarget(labels)}`, name, detail: '' };
  });
  const names = [...new Set(series.map(({ name }) => name))];
  return {
    timesMs,
    series: names.map((name) => {
      const parts = series.filter((one) => one.name === name && one.values.some((value) => value !== null));
      if (parts.length < 2) return { id: name, name, detail: '1', values: parts[0]?.values ?? timesMs.map(() => null) };
      const isKnown = (_: unknown, at: number) => parts.some(({ values }) => (values[at] ?? null) !== null);
      const [first, last] = [timesMs.findIndex(isKnown), timesMs.findLastIndex(isKnown)];
      const sum = sumSeries({ timesMs, series: parts.map(({ values }) => holdValues(values, timesMs)) });
      const values = sum.map((value, at) => (at < first || at > last ? null : value));
      return { id: name, name, detail: String(parts.length), values };
    }),
  };
}

/** A value is valid for at least this many points and this time on either side. */
const heldPoints = 3;
const heldMs = 10 * secondMs;

/**
 * Processes are sampled at different times. A value also holds for the points around it, up to two usual gaps between
 * values away, so that a sum always covers all processes. A longer gap stays a gap.
 */
function holdValues(values: readonly (number | null)[], timesMs: readonly number[]): Pick<Series, 'values'> {
  const known = values.flatMap((value, at) => (value === null ? [] : [at]));
  const gaps = known.slice(1).map((at, index) => at - (known[index] ?? 0));
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  const stepMs = (timesMs[1] ?? Infinity) - (timesMs[0] ?? 0);
  const held = Math.max(heldPoints, 2 * usual, heldMs / stepMs);
  let next = 0;
  return {
    values: values.map((_, at) => {
      while ((known[next] ?? Infinity) < at) next++;
      // The newest value up to this time; without one, the next value.
      const from = known[next] === at ? at : (known[next - 1] ?? -Infinity);
      const nearest = at - from <= held ? from : (known[next] ?? Infinity);
      return Math.abs(nearest - at) <= held ? (values[nearest] ?? null) : null;
    }),
  };
}

/** Aligns every series to the union of all times, and joins series with the same id. */
function readSet(
  frames: readonly DataFrame[],
  describe: (labels: Readonly<Record<string, string>>) => Omit<Series, 'values'>,
): SeriesSet {
  const found: { readonly about: Omit<Series, 'values'>; readonly points: ReadonlyMap<number, number | null> }[] = [];
  const times = new Set<number>();
  for (const { fields } of frames) {
    const time = fields.find((field) => field.type === 'time');
    const value = fields.find((field) => field.type === 'number');
    if (time === undefined || value === undefined) continue;
    const points = new Map<number, number | null>();
    for (const [row, at] of time.values.entries()) {
      if (typeof at !== 'number') continue;
      times.add(at);
      const cell = value.values[row];
      points.set(at, typeof cell === 'number' ? cell : null);
    }
    found.push({ about: describe(value.labels ?? {}), points });
  }
  const timesMs = [...times].sort((a, b) => a - b);
  const series = new Map<string, Series>();
  for (const { about, points } of found) {
    if (series.has(about.id)) continue;
    series.set(about.id, { ...about, values: timesMs.map((at) => points.get(at) ?? null) });
  }
  return { timesMs, series: [...series.values()] };
}

/** The last known value; null if there is none. */
export function lastValue(values: readonly (number | null)[]): number | null {
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** The sum of all series at each time. */
export function sumSeries({
  timesMs,
  series,
}: {
  readonly timesMs: readonly number[];
  readonly series: readonly Pick<Series, 'values'>[];
}): readonly (number | null)[] {
  return timesMs.map((_, at) => {
    const known = series.flatMap(({ values }) => (typeof values[at] === 'number' ? [values[at]] : []));
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}
