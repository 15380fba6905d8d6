// Reads history for an answer.
import { compileSorter, type Sorter } from '../../../core/analysis/sort-entries.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail } from '../../../core/problem.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { TooManyValues, type HistoryEngine, type RangeQuestion, type ReadAccount } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import { cancelledProblem, refuse } from '../ask.ts';
import { findDumpField } from './dumps.ts';
import { pickIgnore } from '../ignore-rules.ts';
import { unjudged, type Judgement } from '../judgement.ts';
import { makeEmptyProfile } from './past-entries.ts';
import { formatCount } from '../../../core/format.ts';
import { nameQueryField } from '../../../core/query/query-titles.ts';
import { formatTime } from '../words/format.ts';
import { findUncarried } from './uncarried.ts';

/** Both ends are milliseconds since the epoch. */
export interface PastRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads from the data source's history. Fails with `cancelled` if the caller cancels. */
export async function readPast(
  ask: Ask,
  read: (engine: HistoryEngine) => Promise<Result<ReadAccount>>,
): Promise<Result<ReadAccount>> {
  const engine = await ask.past.open();
  if (!engine.ok) return engine;
  const uncarried = findUncarried(ask.query, engine.value.carries);
  if (uncarried !== undefined) return fail(uncarried);
  try {
    return await read(engine.value);
  } catch (error) {
    if (error instanceof TooManyValues) return fail(refuseValues(error));
    if (!ask.signal.aborted) throw error;
    return fail(cancelledProblem);
  }
}

function refuseValues({ series, isStored }: TooManyValues): Problem {
  const message =
    `One query cannot read that much history: a target has ${formatCount(series)} stacks ` +
    `${isStored ? 'over this range' : 'with this many points'}. ` +
    `${isStored ? 'Choose a shorter range, or narrow the targets.' : 'Narrow the filter or the targets, or ask for fewer points.'}`;
  return refuse('history_too_large', 'time range', message, 413);
}

/** Sorts historical series into the query's groups. Fails on fields that history lacks, naming the field. */
export function compilePastSorter(ask: Ask, judgement: Judgement = unjudged): Result<Sorter> {
  const { query, ref } = ask;
  const dumpField = findDumpField(query);
  if (dumpField !== undefined) {
    const message =
      dumpField === 'queryType'
        ? 'Dumps have no history. Choose a time range that ends now, or use "stacks" for the past.'
        : `"${nameQueryField(dumpField)}" needs creators or waits. Only debug=2 dumps contain them, and dumps have no history. Remove the field.`;
    return fail(refuse('no_history', dumpField, message));
  }
  const { groupBy, per, filter } = query;
  const sample = makeEmptyProfile(query.profile, ref.settings.labelKeys);
  return compileSorter({ groupBy, per, filter, ignore: pickIgnore(ask, judgement), verdicts: judgement.lookup }, [
    sample,
  ]);
}

/** Limits reading to the requested stacks. */
export function pickStacks({ filter }: CompleteQuery): Pick<RangeQuestion, 'fingerprints'> {
  const { fingerprints = [] } = filter;
  return fingerprints.length === 0 ? {} : { fingerprints: new Set(fingerprints) };
}

/** Reports where the data begins if that is later than requested. */
export function noteBeginning({ dataFromMs }: ReadAccount, fromMs: number, toleranceMs: number): readonly Notice[] {
  if (dataFromMs === null || dataFromMs <= fromMs + toleranceMs) return [];
  return [{ severity: 'info', text: `Data begins at ${formatTime(dataFromMs)}. Nothing is known of the time before.` }];
}
