// Computes the number of a group: its goroutines, or a comparison with the past.
import { currentIntervals } from '../../../core/agreed-times.ts';
import { alignOther } from '../../../core/analysis/diff/align-other.ts';
import { dropPer, groupProfiles, type GroupInput } from '../../../core/analysis/group.ts';
import type { Group } from '../../../core/analysis/model.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Baseline } from '../../../core/query/model.ts';
import { nameQueryField } from '../../../core/query/query-titles.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { findBaselineMs, findEndMs, gatherBaseline, noteBaseline } from '../gather/baseline.ts';
import { readChanges } from './changes.ts';
import { listInputs, makeQuestion } from './group.ts';
import { noteBeginning, type PastRange } from '../gather/read-past.ts';
import type { Gathered } from '../gather/snapshot.ts';
import type { Judgement } from '../judgement.ts';
import { noteUntold } from './compare.ts';

/** The kind of number that a query requests. */
type CountPlan =
  | { readonly value: 'count' }
  | { readonly value: 'growth' | 'change'; readonly range: PastRange }
  | { readonly value: 'ratio'; readonly baseline: Baseline };

export interface CountValues {
  /** Null if unknown. */
  readonly read: (group: Group) => number | null;
  readonly notices: readonly Notice[];
}

const counts: CountValues = { read: (group) => group.count, notices: [] };

/** Plans the values. Fails on contradictory fields before any request is made. */
export function planCount(ask: Ask): Result<CountPlan> {
  const { value, windowMs, baseline, inline } = ask.query;
  const needsWindow = value === 'growth' || value === 'change';
  if (windowMs !== undefined && !needsWindow) return fail(refuseField('window', '"growth" and "change"', value));
  if (baseline !== undefined && value !== 'ratio') return fail(refuseField('baseline', '"ratio"', value));
  if (value === 'count') return succeed({ value });
  if (inline !== undefined) {
    const message = `A pasted dump is one moment: it has no "${value}". Leave it out, or use the value "count".`;
    return fail(refuse('no_history', 'inline', message));
  }
  if (needsWindow) {
    const range = findRange(ask);
    return range === undefined ? fail(refuseRange(value)) : succeed({ value, range });
  }
  if (baseline === undefined) {
    const message = 'The value "ratio" needs a baseline to compare with, such as a day before.';
    return fail(refuse('invalid_query', 'baseline', message));
  }
  const isMoment = !('targets' in baseline || 'name' in baseline);
  if (isMoment && findBaselineMs(ask, baseline) === undefined) return fail(refuseRange(value));
  return succeed({ value, baseline });
}

/** Reads the history that the values need. Fails if there is none. */
export async function readCountValues(
  ask: Ask,
  plan: CountPlan,
  now: Gathered,
  judgement: Judgement,
): Promise<Result<CountValues>> {
  switch (plan.value) {
    case 'count':
      return succeed(counts);
    case 'growth':
    case 'change':
      return readGained(ask, plan.range, plan.value, judgement);
    case 'ratio':
      return readRatio(ask, plan.baseline, now, judgement);
  }
}

async function readGained(
  ask: Ask,
  range: PastRange,
  value: 'growth' | 'change',
  judgement: Judgement,
): Promise<Result<CountValues>> {
  const read = await readChanges(ask, range, judgement);
  if (!read.ok) return read;
  const { byKey, account } = read.value;
  return succeed({
    read: ({ key }) => {
      const gained = byKey.get(key);
      if (gained === undefined) return null;
      return value === 'growth' ? gained.growthPerMinute : gained.change;
    },
    notices: noteBeginning(account, range.fromMs, currentIntervals * ask.ref.settings.sampling.intervalMs),
  });
}

/** A group without goroutines in the baseline has no ratio. Other targets are compared as one sum, not by `per`. */
async function readRatio(
  ask: Ask,
  baseline: Baseline,
  now: Gathered,
  judgement: Judgement,
): Promise<Result<CountValues>> {
  const { query } = ask;
  const then = await gatherBaseline(ask, baseline);
  if (!then.ok) return waitForHistory(baseline, then.problem) ?? then;
  const isOther = 'targets' in baseline;
  // Conditions on whole groups apply only to the present side.
  const { minCount: _, minGrade: __, ...filter } = query.filter;
  const aligned = alignOther(listInputs(ask, then.value), listInputs(ask, now));
  const count = (inputs: readonly GroupInput[], per: readonly string[]): Result<ReadonlyMap<string, number>> => {
    const grouped = groupProfiles(inputs, { ...makeQuestion(ask, per, judgement), filter });
    return grouped.ok ? succeed(new Map(grouped.value.groups.map((group) => [group.key, group.count]))) : grouped;
  };
  const before = count(aligned.before, isOther ? [] : query.per);
  if (!before.ok) return before;
  const after = aligned.groups === 0 ? undefined : count(aligned.after, query.per);
  if (after?.ok === false) return after;
  return succeed({
    read: (group) => {
      const base = before.value.get(isOther ? dropPer(group.key, query.per.length) : group.key) ?? 0;
      const compared = after === undefined ? group.count : after.value.get(group.key);
      return base > 0 && compared !== undefined ? compared / base : null;
    },
    notices: [...(isOther ? noteBaseline(then.value) : []), ...noteUntold(aligned.groups)],
  });
}

/** A baseline that moves with time becomes known by itself. Until then a rule has no data, which is no error. */
function waitForHistory(baseline: Baseline, problem: Problem): Result<CountValues> | undefined {
  if (problem.code !== 'no_history' || !('ago' in baseline || 'rangeStart' in baseline)) return undefined;
  const text = `There is no ratio yet. ${problem.message}`;
  return succeed({ read: () => null, notices: [{ severity: 'warning', text }] });
}

/** The window before the end of the range, or the whole range. */
function findRange(ask: Ask): PastRange | undefined {
  const toMs = findEndMs(ask);
  const { windowMs } = ask.query;
  if (windowMs !== undefined) return { fromMs: toMs - windowMs, toMs };
  return ask.fromMs > 0 && toMs > ask.fromMs ? { fromMs: ask.fromMs, toMs } : undefined;
}

function refuseRange(value: string): Problem {
  return refuse(
    'no_range',
    'time range',
    `The value "${value}" needs a time range that begins before it ends, or a window.`,
  );
}

function refuseField(field: string, wanted: string, value: string): Problem {
  const values = wanted.includes(' and ') ? 'values' : 'value';
  const message = `"${nameQueryField(field)}" goes with the ${values} ${wanted}, and this is "${value}". Leave it out.`;
  return refuse('invalid_query', field, message);
}
