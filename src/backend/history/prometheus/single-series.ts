// Reads every sample once if the same series arrived over several paths, such as a scrape beside remote write, or two
// replicas of a collector. One path is read. Another path fills the gaps of the first.
import { labelsKey } from '../../../core/labels.ts';
import type { Row } from './api.ts';

/** Labels that distinguish the series of one target. The other labels identify the path. */
const telling = ['__name__', 'fingerprint', 'state', 'function', 'build', 'grade', 'cause'] as const;

interface SingleSeries {
  readonly rows: readonly Row[];
  /** Number of series that have duplicates. */
  readonly doubled: number;
}

/**
 * `rows` belong to one target. `timeMetric` has a point for each sample. A gap is longer than `gapMs`, which should be
 * somewhat more than the time between two samples.
 */
export function pickSingle(rows: readonly Row[], timeMetric: string, gapMs: number): SingleSeries {
  const ways = groupByWay(rows);
  if (ways.length <= 1) return { rows, doubled: 0 };
  const ranked = ways.map((way) => ({ way, times: readTimes(way, timeMetric) }));
  ranked.sort((a, b) => b.times.length - a.times.length || (a.way[0]?.key ?? '').localeCompare(b.way[0]?.key ?? ''));
  const joined = new Map<string, Row[]>();
  let covered = new Float64Array(0);
  for (const { way, times } of ranked) {
    const isMissing = (timeMs: number): boolean => distance(covered, timeMs) > gapMs;
    for (const { series, row } of way) {
      const known = joined.get(series) ?? [];
      joined.set(series, known);
      known.push(covered.length === 0 ? row : keepPoints(row, isMissing));
    }
    covered = covered.length === 0 ? times : Float64Array.from([...covered, ...times.filter(isMissing)]).sort();
  }
  return { rows: [...joined.values()].map(joinRows), doubled: rows.length - joined.size };
}

interface WayRow {
  readonly key: string;
  readonly series: string;
  readonly row: Row;
}

function groupByWay(rows: readonly Row[]): readonly (readonly WayRow[])[] {
  const ways = new Map<string, WayRow[]>();
  for (const row of rows) {
    const rest = Object.entries(row.labels).filter(([name]) => !telling.some((one) => one === name));
    const key = labelsKey(Object.fromEntries(rest));
    const way = ways.get(key) ?? [];
    ways.set(key, way);
    way.push({ key, series: JSON.stringify(telling.map((name) => row.labels[name] ?? '')), row });
  }
  return [...ways.values()];
}

function readTimes(way: readonly WayRow[], timeMetric: string): Float64Array<ArrayBuffer> {
  const found = way.find(({ row }) => row.labels['__name__'] === timeMetric);
  return Float64Array.from(found?.row.timesMs ?? []);
}

/** The time to the nearest of these times, which ascend. */
function distance(times: Float64Array, timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return Math.min(Math.abs((times[low] ?? Infinity) - timeMs), Math.abs(timeMs - (times[low - 1] ?? -Infinity)));
}

function keepPoints({ labels, timesMs, values }: Row, isWanted: (timeMs: number) => boolean): Row {
  const kept = [...timesMs.keys()].filter((index) => isWanted(timesMs[index] ?? 0));
  return {
    labels,
    timesMs: Float64Array.from(kept, (index) => timesMs[index] ?? 0),
    values: Float64Array.from(kept, (index) => values[index] ?? NaN),
  };
}

function joinRows(parts: readonly Row[]): Row {
  const [first, ...more] = parts.filter(({ timesMs }) => timesMs.length > 0);
  if (first === undefined || more.length === 0) return first ?? parts[0]!;
  const points = parts.flatMap(({ timesMs, values }) =>
    Array.from(timesMs, (timeMs, index) => [timeMs, values[index] ?? NaN] as const),
  );
  points.sort(([a], [b]) => a - b);
  return {
    labels: first.labels,
    timesMs: Float64Array.from(points, ([timeMs]) => timeMs),
    values: Float64Array.from(points, ([, value]) => value),
  };
}
