// Converts the series of one target into the columns for answers. The embedded engine reads the same columns from its
// file, so both engines give the same answers.
import { type LifeFacts, startToleranceMs, trackLife } from '../../../core/sample/lives.ts';
import type { ProcessLife, SampleFigures } from '../../../core/sample/model.ts';
import type { Labels } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { mapFigures, makeSingle, type BandColumn, type Points } from '../columns/points.ts';
import { figureNames } from '../port.ts';
import type { Row } from './api.ts';
import { figureMetrics } from '../../../core/metrics/series-names.ts';
import { otherName } from '../../../core/stack/other-stack.ts';
import { groupMetrics, metrics } from './metric-names.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

export interface TargetPoints {
  readonly points: Points;
  /**
   * The labels of the group of each slot. The group of `otherName` contains the goroutines that the writer stored as
   * one sum.
   */
  readonly groups: readonly Labels[];
  /** Indexed by the numbers in `points.lives`. */
  readonly lives: readonly ProcessLife[];
  /** Number of dropped duplicate series. */
  readonly doubled: number;
}

/** For points of several samples: minimum and maximum, and the number of samples. */
export interface Spread {
  readonly least: readonly Row[];
  readonly most: readonly Row[];
  readonly counts: readonly Row[];
}

/** Undefined if there is no sample. `rows` must be of one target. */
export function makeTargetPoints(
  rows: readonly Row[],
  kind: ProfileKind,
  spread: Spread | undefined,
  doubled = 0,
): TargetPoints | undefined {
  const { timesMs, readAtMs } = findTimes(rows, kind);
  if (timesMs.length === 0) return undefined;
  const places = new Map([...readAtMs].map((atMs, index) => [atMs, index]));
  const column = (row: Row | undefined, absent: number): Float64Array => place(row, places, timesMs.length, absent);
  const named = new Map(rows.map((row) => [row.labels['__name__'] ?? '', row]));
  const bands = makeBands(spread, column);

  const groups = rows.filter(({ labels }) => labels['__name__'] === groupMetrics[kind]);
  const rest = groups.find(({ labels }) => labels['fingerprint'] === otherName);
  const folded = rest && column(rest, 0);
  const figures = mapFigures((name) => makeSingle(column(named.get(figureMetrics[name]), NaN)));
  const builds = rows.filter(({ labels }) => labels['__name__'] === metrics.build);
  // A leak profile has no process data, so the adjacent sample supplies it.
  const beside = kind === 'goroutine' ? readAtMs : findBeside(named.get(metrics.goroutines), readAtMs);
  const sign = (row: Row | undefined): Float64Array => {
    const byTime = new Map([...(row?.timesMs ?? [])].map((timeMs, index) => [timeMs, row?.values[index]]));
    return beside.map((timeMs) => byTime.get(timeMs) ?? NaN);
  };
  const { numbers, lives } = findLives(timesMs, {
    restarts: sign(named.get(metrics.restarts)),
    start: sign(named.get(metrics.start)),
    builds: builds.map((row) => ({ build: row.labels['build'] ?? '', is: sign(row) })),
    cpuSeconds: sign(named.get(figureMetrics.cpuSeconds)),
    isEverySample: spread === undefined,
  });
  // A group without a point had no goroutines, or was part of the sum of small groups at that time.
  const absent = folded?.map((count) => (count > 0 ? NaN : 0)) ?? new Float64Array(timesMs.length);
  const counts = groups.map((row) => {
    const own = row === rest ? new Float64Array(timesMs.length) : absent;
    return bands(row, fill(column(row, NaN), own), own);
  });
  const total = named.get(metrics.goroutines);
  return {
    points: {
      timesMs,
      samples: spread ? readCounts(spread, column, timesMs.length) : new Float64Array(timesMs.length).fill(1),
      lives: numbers,
      tookMs: makeSingle(column(named.get(metrics.took), NaN).map((seconds) => seconds * 1_000)),
      goroutines:
        kind === 'goroutine' && total
          ? bands(total, column(total, NaN), new Float64Array(timesMs.length).fill(NaN))
          : makeSingle(
              sum(
                counts.map(({ last }) => last),
                timesMs.length,
              ),
            ),
      figures,
      slots: groups.map((_, slot) => slot),
      counts,
    },
    groups: groups.map(({ labels }) => labels),
    lives,
    doubled,
  };
}

interface Times {
  /** When each sample was taken. */
  readonly timesMs: Float64Array;
  /** Its position in the series. */
  readonly readAtMs: Float64Array;
}

function findTimes(rows: readonly Row[], kind: ProfileKind): Times {
  if (kind === 'goroutine') {
    const row = rows.find(({ labels }) => labels['__name__'] === metrics.goroutines);
    // Two collectors may sample a target within the same millisecond, and a server may keep both points.
    const timesMs = (row?.timesMs ?? new Float64Array(0)).filter((timeMs, index, all) => timeMs !== all[index - 1]);
    return { timesMs, readAtMs: timesMs };
  }
  // The values of a leak profile are repeated until the next one. They are one sample, at the time in this series.
  const row = rows.find(({ labels }) => labels['__name__'] === metrics.leakTime);
  const first = new Map<number, number>();
  for (const [index, seconds] of (row?.values ?? []).entries()) {
    const atMs = Math.round(seconds * 1_000);
    if (!first.has(atMs)) first.set(atMs, row?.timesMs[index] ?? 0);
  }
  return { timesMs: Float64Array.from(first.keys()), readAtMs: Float64Array.from(first.values()) };
}

type Column = (row: Row | undefined, absent: number) => Float64Array;

function place(
  row: Row | undefined,
  places: ReadonlyMap<number, number>,
  length: number,
  absent: number,
): Float64Array {
  const column = new Float64Array(length).fill(absent);
  for (const [index, timeMs] of (row?.timesMs ?? []).entries()) {
    const at = places.get(timeMs);
    if (at !== undefined) column[at] = row?.values[index] ?? absent;
  }
  return column;
}

/** For each time, the newest point up to it, or else the first after it; NaN if neither is close. */
function findBeside(row: Row | undefined, readAtMs: Float64Array): Float64Array {
  const timesMs = row?.timesMs ?? new Float64Array(0);
  let next = 0;
  return readAtMs.map((atMs) => {
    while (next < timesMs.length && (timesMs[next] ?? 0) <= atMs) next++;
    const foundMs = timesMs[Math.max(0, next - 1)] ?? NaN;
    return Math.abs(foundMs - atMs) <= besideMs ? foundMs : NaN;
  });
}

/** Two intervals of a rarely sampled target. */
const besideMs = 10 * minuteMs;

function makeBands(spread: Spread | undefined, column: Column) {
  const key = ({ labels }: Row): string =>
    JSON.stringify([labels['fingerprint'] ?? '', labels['state'] ?? '', labels['function'] ?? '']);
  const least = new Map(spread?.least.map((row) => [key(row), row]));
  const most = new Map(spread?.most.map((row) => [key(row), row]));
  return (row: Row, last: Float64Array, absent: Float64Array): BandColumn => {
    if (spread === undefined) return makeSingle(last);
    const read = (rows: ReadonlyMap<string, Row>) => fill(column(rows.get(key(row)), NaN), absent);
    return { last, least: read(least), most: read(most) };
  };
}

function readCounts({ counts }: Spread, column: Column, length: number): Float64Array {
  const [row] = counts;
  return row ? column(row, 1) : new Float64Array(length).fill(1);
}

/** Replaces missing values. */
function fill(column: Float64Array, absent: Float64Array): Float64Array {
  return column.map((value, index) => (Number.isNaN(value) ? (absent[index] ?? NaN) : value));
}

function sum(columns: readonly Float64Array[], length: number): Float64Array {
  const total = new Float64Array(length);
  for (const column of columns) for (let index = 0; index < length; index++) total[index]! += column[index] || 0;
  return total;
}

interface LifeColumns {
  readonly restarts: Float64Array;
  readonly start: Float64Array;
  readonly builds: readonly { readonly build: string; readonly is: Float64Array }[];
  readonly cpuSeconds: Float64Array;
  /** Not an aggregate of steps. */
  readonly isEverySample: boolean;
}

/** Separates process lives by the rules for samples, applied to what the series contain. */
function findLives(
  timesMs: Float64Array,
  columns: LifeColumns,
): { numbers: Float64Array; lives: readonly ProcessLife[] } {
  const numbers = new Float64Array(timesMs.length);
  const lives: ProcessLife[] = [];
  let facts: LifeFacts | undefined;
  /** The maximum so far, because two writers of one series, as in a rolling update, count separately. */
  let restarts = NaN;
  for (const [index, fromMs] of timesMs.entries()) {
    const now = columns.restarts[index] ?? NaN;
    const figures = readFigures(columns, index);
    const before = facts;
    const restarted = now > restarts && !isSameProcess(before, figures, columns.isEverySample);
    const sample = { atMs: fromMs, restarted, figures };
    if (!(now <= restarts)) restarts = Number.isNaN(now) ? restarts : now;
    const tracked = trackLife(before, sample);
    facts = tracked.facts;
    const { startMs, build } = facts;
    const life = { fromMs: facts.fromMs, startMs, build };
    if (before === undefined || tracked.restarted) lives.push(life);
    else lives[lives.length - 1] = life;
    numbers[index] = lives.length - 1;
  }
  return { numbers, lives };
}

/**
 * The start time that the process reports takes precedence over a writer's counter, which restarts with each writer.
 */
function isSameProcess(before: LifeFacts | undefined, figures: SampleFigures | null, isEverySample: boolean): boolean {
  if (before === undefined || figures === null) return false;
  if (before.startMs !== null && figures.startMs !== null) {
    return Math.abs(before.startMs - figures.startMs) <= startToleranceMs;
  }
  const { cpuSeconds } = figures.values;
  // Between two steps, a new process may have used as much as the one before.
  return isEverySample && before.cpuSeconds !== null && cpuSeconds !== null && cpuSeconds >= before.cpuSeconds;
}

function readFigures({ start, builds, cpuSeconds }: LifeColumns, index: number): SampleFigures | null {
  const startSeconds = start[index] ?? NaN;
  const cpu = cpuSeconds[index] ?? NaN;
  const build = builds.find(({ is }) => is[index] === 1)?.build ?? null;
  if (Number.isNaN(startSeconds) && Number.isNaN(cpu) && build === null) return null;
  const none = Object.fromEntries(figureNames.map((name) => [name, null])) as SampleFigures['values'];
  return {
    values: { ...none, cpuSeconds: Number.isNaN(cpu) ? null : cpu },
    startMs: Number.isNaN(startSeconds) ? null : Math.round(startSeconds * 1_000),
    build,
  };
}
