// What the number of a group is: how many goroutines there are, or how that compares with the past.
import { dropPer, groupProfiles } from '../../../core/analysis/group.ts';
import type { Group } from '../../../core/analysis/model.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Baseline } from '../../../core/query/model.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { findBaselineMs, findEndMs, gatherBaseline, noteBaseline } from '../gather/baseline.ts';
import { readChanges } from './changes.ts';
import { listInputs, makeQuestion } from './group.ts';
import { noteBeginning, type PastRange } from '../gather/read-past.ts';
import type { Known } from './verdicts.ts';

export interface CountValues {
  /** Null: not known. */
  readonly read: (group: Group) => number | null;
  readonly notices: readonly Notice[];
}

const counts: CountValues = { read: (group) => group.count, notices: [] };

/** What is wrong with the fields that compare with the past; before any target is asked. */
export function checkCountFields(ask: Ask): Problem | undefined {
  const { value, windowMs, baseline, inline } = ask.query;
  const needsWindow = value === 'growth' || value === 'change';
  if (windowMs !== undefined && !needsWindow) {
    return refuse(
      'invalid_query',
      'window',
      `"window" goes with the values "growth" and "change", and this is "${value}". Leave it out.`,
    );
  }
  if (baseline !== undefined && value !== 'ratio') {
    return refuse(
      'invalid_query',
      'baseline',
      `"baseline" goes with the value "ratio", and this is "${value}". Leave it out.`,
    );
  }
  if (value === 'count') return undefined;
  if (inline !== undefined) {
    return refuse(
      'no_history',
      'inline',
      `A pasted dump is one moment: it has no "${value}". Leave it out, or use the value "count".`,
    );
  }
  if (needsWindow) return findRange(ask) === undefined ? refuseRange(value) : undefined;
  if (baseline === undefined) {
    return refuse(
      'invalid_query',
      'baseline',
      'The value "ratio" needs a "baseline" to compare with, such as {"ago": "1d"}.',
    );
  }
  if ('targets' in baseline || 'name' in baseline) return undefined;
  return findBaselineMs(ask, baseline) === undefined ? refuseRange(value) : undefined;
}

/** Reads from history what the value needs. Fails where there is none. */
export async function readCountValues(ask: Ask, known: Known): Promise<Result<CountValues>> {
  const { value, baseline } = ask.query;
  switch (value) {
    case 'count':
      return succeed(counts);
    case 'growth':
    case 'change': {
      const range = findRange(ask);
      return range === undefined ? fail(refuseRange(value)) : readGained(ask, range, value, known);
    }
    case 'ratio': {
      return baseline === undefined ? fail(refuseRange(value)) : readRatio(ask, baseline, known);
    }
  }
}

async function readGained(
  ask: Ask,
  range: PastRange,
  value: 'growth' | 'change',
  known: Known,
): Promise<Result<CountValues>> {
  const read = await readChanges(ask, range, known);
  if (!read.ok) return read;
  const { byKey, account } = read.value;
  return succeed({
    read: ({ key }) => {
      const gained = byKey.get(key);
      if (gained === undefined) return null;
      return value === 'growth' ? gained.growthPerMinute : gained.change;
    },
    notices: noteBeginning(account, range.fromMs, 2 * ask.ref.settings.sampling.intervalMs),
  });
}

/** Groups that had no goroutines then have no ratio. Other targets are compared with as a whole, whatever keeps the numbers apart. */
async function readRatio(ask: Ask, baseline: Baseline, known: Known): Promise<Result<CountValues>> {
  const { query } = ask;
  const then = await gatherBaseline(ask, baseline);
  if (!then.ok) return then;
  const isOther = 'targets' in baseline;
  const question = makeQuestion(ask, isOther ? [] : query.per, known);
  // The conditions on whole groups are about now.
  const { minCount: _, minGrade: __, ...filter } = query.filter;
  const grouped = groupProfiles(listInputs(ask, then.value), { ...question, filter });
  if (!grouped.ok) return grouped;
  const counts = new Map(grouped.value.groups.map(({ key, count }) => [key, count]));
  return succeed({
    read: ({ key, count }) => {
      const before = counts.get(isOther ? dropPer(key, query.per.length) : key) ?? 0;
      return before > 0 ? count / before : null;
    },
    notices: isOther ? noteBaseline(then.value) : [],
  });
}

/** The window before the range's end, or the whole range. */
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
    `The value "${value}" needs a time range that begins before it ends, or a "window".`,
  );
}
