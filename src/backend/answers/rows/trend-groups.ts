// Sums the series of many targets by group.
import type { Member } from '../../../core/analysis/describe-group.ts';
import { describeJudged, isWanted } from '../../../core/analysis/group.ts';
import type { Group } from '../../../core/analysis/model.ts';
import type { Sorted, Sorter } from '../../../core/analysis/sort-entries.ts';
import type { VerdictLookup } from '../../../core/analysis/verdict.ts';
import { type Labels, labelsKey, pickLabels } from '../../../core/labels.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { isOther } from '../../../core/stack/other-stack.ts';
import { checkValues, type SummedHistory } from '../../history/port.ts';
import { isTold, makePastEntry } from '../gather/past-entries.ts';

export interface TrendGroup {
  readonly group: Group;
  /** One value per point. NaN if no target of the group was sampled. */
  readonly values: Float64Array;
  readonly peak: number;
}

interface Draft extends Sorted {
  /** Shared with the first member until a second member is added. Do not write to it. */
  values: Float64Array;
  isOwn: boolean;
  readonly members: Member[];
}

export interface TrendSum {
  add(history: SummedHistory): void;
  /** Sorted by peak, descending. */
  finish(): readonly TrendGroup[];
  /** Goroutines that the query asks for but history stores only as one sum. Undefined if there are none. */
  untold(): Float64Array | undefined;
}

/** How precisely the samples of a point separate groups. */
const [told, summedUp] = [1, 2];

/** `add` throws `TooManyValues` if the groups of all targets have more than `maxValues` values. */
export function sumTrend(
  query: CompleteQuery,
  sort: Sorter,
  points: number,
  verdicts?: VerdictLookup,
  maxValues?: number,
): TrendSum {
  const drafts = new Map<string, Draft>();
  /**
   * The points at which a target with these labels was sampled. A group without goroutines counts 0 there and is
   * unknown elsewhere.
   */
  const sampled = new Map<string, Uint8Array>();
  const untold = new Float64Array(points).fill(NaN);
  let hasUntold = false;
  const targets: Labels[] = [];

  function add({ target, goroutines, series }: SummedHistory): void {
    const index = targets.push(target.labels) - 1;
    const rest = series.find(({ stack }) => isOther(stack));
    noteSampled(target.labels, goroutines.last, rest?.counts.most);
    for (const { stack, labels, counts } of series) {
      const peak = findPeak(counts.most);
      const entry = makePastEntry({ stack, labels }, peak, query.profile);
      const sorted = sort(target.labels, entry);
      if (sorted === undefined) continue;
      if (!isTold(query, stack)) {
        hasUntold = true;
        addValues(untold, counts.most);
        continue;
      }
      const known = drafts.get(sorted.key);
      const draft = known ?? { ...sorted, values: counts.most, isOwn: false, members: [] };
      if (known === undefined) {
        drafts.set(sorted.key, draft);
        checkValues(drafts.size, points, maxValues);
      } else addValues(takeOver(draft), counts.most);
      const { count, leaked } = entry.entry;
      draft.members.push({ interpreted: entry, kept: { count, leaked, waits: [] }, target: index });
    }
  }

  /**
   * A group without a count is 0 at points where a target was sampled, unless a sample stores small groups as one sum.
   */
  function noteSampled(labels: Labels, goroutines: Float64Array, rest: Float64Array | undefined): void {
    const key = labelsKey(pickLabels(labels, query.per));
    const marks = sampled.get(key) ?? new Uint8Array(points);
    sampled.set(key, marks);
    for (let point = 0; point < points; point++) {
      if (Number.isNaN(goroutines[point] ?? NaN)) continue;
      marks[point] = (rest?.[point] ?? 0) > 0 ? summedUp : Math.max(marks[point] ?? 0, told);
    }
  }

  function finish(): readonly TrendGroup[] {
    const groups: TrendGroup[] = [];
    for (const draft of drafts.values()) {
      fillSampled(draft, sampled.get(labelsKey(draft.per)));
      const { values } = draft;
      const peak = findPeak(values);
      const judged = describeJudged(draft, { groupBy: query.groupBy, verdicts }, (index) => targets[index] ?? {});
      const group = { ...judged, count: peak };
      if (isWanted(group, { filter: query.filter, alerting: true })) groups.push({ group, values, peak });
    }
    return groups.sort((a, b) => b.peak - a.peak || (a.group.key < b.group.key ? -1 : 1));
  }

  return { add, finish, untold: () => (hasUntold ? untold : undefined) };
}

/**
 * The sum of all groups beyond the limit and of the goroutines that history stores as one sum. Undefined if there are
 * neither.
 */
export function sumRest(rest: readonly TrendGroup[], untold: Float64Array | undefined): Float64Array | undefined {
  const columns = [...rest.map(({ values }) => values), ...(untold ? [untold] : [])];
  const [first] = columns;
  if (first === undefined) return undefined;
  const values = new Float64Array(first.length).fill(NaN);
  for (const column of columns) addValues(values, column);
  return values;
}

function addValues(sum: Float64Array, values: Float64Array): void {
  for (let point = 0; point < sum.length; point++) {
    const value = values[point] ?? NaN;
    if (Number.isNaN(value)) continue;
    const before = sum[point] ?? NaN;
    sum[point] = Number.isNaN(before) ? value : before + value;
  }
}

/** Fills in 0 where another target with the same labels was sampled without this group. */
function fillSampled(draft: Draft, marks: Uint8Array | undefined): void {
  if (marks === undefined) return;
  let { values } = draft;
  for (let point = 0; point < values.length; point++) {
    if (marks[point] !== told || !Number.isNaN(values[point])) continue;
    values = takeOver(draft);
    values[point] = 0;
  }
}

/** Returns an array of the draft's own that may be written to. */
function takeOver(draft: Draft): Float64Array {
  if (!draft.isOwn) {
    draft.values = draft.values.slice();
    draft.isOwn = true;
  }
  return draft.values;
}

function findPeak(values: Float64Array): number {
  let peak = 0;
  for (let point = 0; point < values.length; point++) {
    const value = values[point] as number;
    if (value > peak) peak = value;
  }
  return peak;
}
