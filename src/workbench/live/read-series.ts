// Series of the backend on one common time axis, as the charts draw them.
import type { DataFrame } from '../../frames/model.ts';
import { makeRowId } from '../model.ts';
import { nameTarget } from './targets.ts';

export interface Series {
  /** Fingerprint and state of a stack, or the name of a figure. */
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly values: readonly (number | null)[];
}

export interface SeriesSet {
  /** Ascending, milliseconds since the epoch. */
  readonly timesMs: readonly number[];
  readonly series: readonly Series[];
}

export const noSeries: SeriesSet = { timesMs: [], series: [] };

/** Counts of stacks; what has no fingerprint is "other". */
export function readTrend(frames: readonly DataFrame[]): SeriesSet {
  return readSet(frames, (labels) => {
    const fingerprint = labels['fingerprint'] ?? '';
    if (fingerprint === '' || fingerprint === 'other') return { id: 'other', name: 'other', detail: '' };
    const state = labels['state'] ?? '';
    const target = nameTarget(labels);
    const name = [labels['function'] ?? fingerprint, target].filter((text) => text !== '').join(' · ');
    return { id: makeRowId(fingerprint, state, target), name, detail: state };
  });
}

/** Figures of the processes, summed; `detail` says over how many of them, where there is more than one. */
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
      const held = parts.map(({ values }) => holdValues(values));
      return { id: name, name, detail: String(parts.length), values: sumSeries({ timesMs, series: held }) };
    }),
  };
}

/** Processes are sampled at moments of their own: a value stands for the next few points. */
const heldPoints = 3;

function holdValues(values: readonly (number | null)[]): Pick<Series, 'values'> {
  let held: number | null = null;
  let age = 0;
  return {
    values: values.map((value) => {
      if (value !== null) [held, age] = [value, 0];
      else if (++age > heldPoints) held = null;
      return held;
    }),
  };
}

/** Every series stands on the times of all. Those of one id are one. */
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

/** The last value that is known; null where there is none. */
export function lastValue(values: readonly (number | null)[]): number | null {
  for (let at = values.length - 1; at >= 0; at--) {
    const value = values[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** What all series have together at each time. */
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
