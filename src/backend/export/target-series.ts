// The series of one target: updates them for a sample, a failed read, or the end of the target. A series that ends gets
// a final stale marker, because graphs and rules would otherwise repeat its last value for minutes.
import { minuteMs } from '../../core/agreed-times.ts';
import type { Sample, SampleGroup } from '../../core/sample/model.ts';
import type { Labels } from '../../core/labels.ts';
import { createGroupChooser } from './choose-groups.ts';
import { figureMetrics } from '../../core/metrics/series-names.ts';
import { isOther, otherName } from '../../core/stack/other-stack.ts';
import type { FamilyName } from './families.ts';
import type { ExportedOnset } from './port.ts';
import { makeSeries, formatTargetLabels, type Point, type Series } from './series.ts';

/**
 * How long another collector may still write the series of a target that this one has begun to sample, as in a rolling
 * update. Two counters of restarts that begin at different moments would take turns in one series, and `increase()`
 * would take each turn for restarts. So the counter of a new writer begins after that time.
 */
const overlapMs = 5 * minuteMs;

export interface LiveSeries {
  readonly series: Series;
  value: number;
}

export interface TargetSeries {
  /** Undefined if the sample is older than the last exported one, because servers reject such points. */
  record(sample: Sample): readonly Point[] | undefined;
  /** Records that the target could not be read. */
  miss(atMs: number): readonly Point[];
  onset(onset: ExportedOnset): readonly Point[];
  /** Ends all series: the target is no longer sampled. */
  end(atMs: number): readonly Point[];
  live(): Iterable<LiveSeries>;
  /** Time of the newest point. */
  lastMs(): number;
  /** Whether a stack currently has its own series. */
  names(fingerprint: string): boolean;
  /** Whether the last attempt to read the target failed. */
  isDown(): boolean;
  /** Number of groups in the newest sample that are exported as one sum, `other`. */
  folded(): number;
}

interface Counted {
  readonly labels: Labels;
  count: number;
}

type Counts = ReadonlyMap<string, Counted>;

/** Values by key. The series of a key is created when it is new. */
type Wanted = Map<string, { readonly family: FamilyName; readonly labels: Labels; readonly value: number }>;

/** The target's own labels take precedence over `externalLabels`. */
export function createTargetSeries(target: Labels, groupsLimit: number, externalLabels: Labels): TargetSeries {
  const own = { ...externalLabels, ...formatTargetLabels(target) };
  const chooser = createGroupPicker(groupsLimit);
  const leakedChooser = createGroupPicker(groupsLimit);
  const live = new Map<string, LiveSeries>();
  let leaks: { readonly atMs: number; readonly summed: Summed } | undefined;
  let restarts = 0;
  let firstMs = Infinity;
  let lastMs = -Infinity;
  let folded = 0;
  let named: ReadonlySet<string> = new Set();

  function record(sample: Sample): readonly Point[] | undefined {
    return sample.kind === 'goroutineleak' ? recordLeaks(sample) : recordGoroutines(sample);
  }

  function recordGoroutines(sample: Sample): readonly Point[] | undefined {
    const { atMs, tookMs, goroutines, figures, restarted } = sample;
    if (atMs <= lastMs) return undefined;
    firstMs = Math.min(firstMs, atMs);
    const isAlone = atMs - firstMs >= overlapMs;
    if (restarted) {
      if (isAlone) restarts++;
      // The leaked goroutines ended with their process.
      leaks = undefined;
    }
    const wanted: Wanted = new Map();
    const want = (family: FamilyName, value: number, labels: Labels = {}): unknown =>
      wanted.set(`${family} ${labels['build'] ?? ''}`, { family, labels, value });
    want('parked_target_up', 1);
    want('parked_target_goroutines', goroutines);
    if (isAlone) want('parked_target_restarts_total', restarts);
    want('parked_fetch_duration_seconds', tookMs / 1_000);
    if (figures) {
      for (const [name, family] of Object.entries(figureMetrics)) {
        const value = figures.values[name as keyof typeof figureMetrics];
        if (value !== null) want(family, value);
      }
      if (figures.startMs !== null) want('parked_process_start_time_seconds', figures.startMs / 1_000);
      if (figures.build !== null) want('parked_process_build_info', 1, { build: figures.build });
    }
    folded = wantGroups(wanted, 'parked_goroutines', sumGroups(sample.groups), chooser, atMs);
    wantLeaks(wanted, atMs);
    return update(wanted, atMs);
  }

  function recordLeaks({ atMs, groups }: Sample): readonly Point[] | undefined {
    leaks = { atMs, summed: sumGroups(groups) };
    // Points must be newer than the last one. Otherwise the next sample carries these values.
    if (atMs <= lastMs) return [];
    const wanted: Wanted = new Map();
    wantLeaks(wanted, atMs);
    return update(wanted, atMs, isLeakKey);
  }

  function wantLeaks(wanted: Wanted, atMs: number): void {
    if (leaks === undefined) return;
    const family = 'parked_leak_profile_timestamp_seconds';
    wanted.set(`${family} `, { family, labels: {}, value: leaks.atMs / 1_000 });
    wantGroups(wanted, 'parked_goroutines_leaked', leaks.summed, leakedChooser, atMs);
  }

  function update(wanted: Wanted, atMs: number, isConcerned: (key: string) => boolean = () => true): readonly Point[] {
    lastMs = atMs;
    const points: Point[] = [];
    for (const [key, { series }] of live) {
      if (wanted.has(key) || !isConcerned(key)) continue;
      live.delete(key);
      points.push({ series, value: NaN, atMs });
    }
    for (const [key, { family, labels, value }] of wanted) {
      const known = live.get(key) ?? { series: makeSeries(family, { ...own, ...labels }), value };
      known.value = value;
      live.set(key, known);
      points.push({ series: known.series, value, atMs });
    }
    named = new Set([...live.values()].map(({ series }) => series.fingerprint));
    return points;
  }

  return {
    record,
    miss: (atMs) => {
      if (atMs <= lastMs) return [];
      return update(new Map([['parked_target_up ', { family: 'parked_target_up', labels: {}, value: 0 }]]), atMs);
    },
    onset: ({ atMs, noticedMs = atMs, fingerprint, state, function: name, grade, cause }) => {
      const labels = { ...own, fingerprint, state, function: name, grade, cause: cause ?? '' };
      return [{ series: makeSeries('parked_leak_onset', labels), value: atMs / 1_000, atMs: noticedMs }];
    },
    end: (atMs) => update(new Map(), Math.max(atMs, lastMs + 1)),
    live: () => live.values(),
    lastMs: () => lastMs,
    names: (fingerprint) => named.has(fingerprint),
    isDown: () => live.get('parked_target_up ')?.value === 0,
    folded: () => folded,
  };
}

const isLeakKey = (key: string): boolean =>
  key.startsWith('parked_goroutines_leaked ') || key.startsWith('parked_leak_profile_timestamp_seconds ');

interface Summed {
  readonly counts: Counts;
  /** Goroutines that the sample itself stores as one sum. */
  readonly rest: number;
}

/** Merges groups that differ only in pprof labels, which are not exported. */
function sumGroups(groups: readonly SampleGroup[]): Summed {
  const counts = new Map<string, Counted>();
  let rest = 0;
  for (const { stack, count } of groups) {
    if (isOther(stack)) {
      rest += count;
      continue;
    }
    const { fingerprint, state, function: name } = stack;
    const key = `${fingerprint}\0${state}\0${name}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels: { fingerprint, state, function: name }, count });
    else known.count += count;
  }
  return { counts, rest };
}

type GroupPicker = (
  summed: Summed,
  atMs: number,
) => { readonly chosen: Counts; readonly folded: number; readonly rest: number };

/**
 * Chooses the groups with a series of their own. While other groups are exported as one sum, a chosen group that has
 * ended keeps its series at 0. Otherwise it could be taken for a part of the sum.
 */
function createGroupPicker(limit: number): GroupPicker {
  const chooser = createGroupChooser(limit);
  let before: Counts = new Map();
  return ({ counts, rest }, atMs) => {
    const isBounded = rest > 0 || counts.size > limit;
    const gone = isBounded ? [...before].filter(([key]) => !counts.has(key)) : [];
    const all = new Map([...counts, ...gone.map(([key, { labels }]) => [key, { labels, count: 0 }] as const)]);
    const keys = chooser.choose(new Map([...all].map(([key, { count }]) => [key, count])), atMs);
    before = new Map([...all].filter(([key]) => keys.has(key)));
    const left = [...counts].filter(([key]) => !keys.has(key));
    return { chosen: before, folded: left.length, rest: left.reduce((sum, [, { count }]) => sum + count, rest) };
  };
}

/** Returns the number of groups that are exported as one sum, `other`. */
function wantGroups(wanted: Wanted, family: FamilyName, summed: Summed, pick: GroupPicker, atMs: number): number {
  const { chosen, folded, rest } = pick(summed, atMs);
  for (const [key, { labels, count }] of chosen) wanted.set(`${family} ${key}`, { family, labels, value: count });
  if (rest > 0) {
    const labels = { fingerprint: otherName, state: otherName, function: otherName };
    wanted.set(`${family} ${otherName}`, { family, labels, value: rest });
  }
  return folded;
}
