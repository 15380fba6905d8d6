// Loads the page of a running process in three parallel requests, so that slow parts do not delay fast ones.
import type { Matcher } from '../../core/labels.ts';
import type { ServiceVerdict } from '../../core/analysis/service-model.ts';
import type { Notice } from '../../core/problem.ts';
import type { Query } from '../../core/query/model.ts';
import type { StackRow, SuspectRow } from '../model.ts';
import { askQueries, type Answer, type TimeRange } from './ask.ts';
import { readEvents, type EventMark } from './events.ts';
import { readStacks, readSuspects, readVerdicts } from './read-rows.ts';
import { noSeries, readFigures, readTrend, type SeriesSet } from './read-series.ts';

/** Number of stacks with their own line. */
export const maxLines = 6;
export const maxStacks = 2_000;

interface OverviewQuestion {
  readonly targets: readonly Matcher[];
  /** Shows what ignore rules leave out. */
  readonly showIgnored: boolean;
  /** The labels that keep rows of several processes apart. */
  readonly per: readonly string[];
}

export interface Part<T> {
  readonly value: T;
  /** A sentence; empty if nothing is wrong. */
  readonly problem: string;
  readonly notices: readonly Notice[];
}

export interface Overview {
  readonly range: TimeRange;
  readonly trend: Part<SeriesSet>;
  readonly figures: Part<SeriesSet>;
  readonly events: readonly EventMark[];
  /** All goroutines over time, including ignored ones. */
  readonly total: Part<SeriesSet>;
  /** One per process, the most serious first. */
  readonly verdicts: readonly ServiceVerdict[];
  readonly stacks: Part<readonly StackRow[]>;
  readonly suspects: Part<readonly SuspectRow[]>;
}

export type OverviewPart = Partial<Overview>;

const emptyPart = { problem: '', notices: [] };

/**
 * Calls `onPart` for every part as it arrives. Resolves when all parts are there, and rejects when the server is gone.
 */
export async function askOverview(
  range: TimeRange,
  { targets, showIgnored, per }: OverviewQuestion,
  signal: AbortSignal,
  onPart: (part: OverviewPart) => void,
): Promise<void> {
  const common: Query = { targets, per, showIgnored };
  const ask = (queries: readonly Query[]) => askQueries(queries, range, { signal });
  await Promise.all([
    ask([
      { ...common, queryType: 'trend', limit: maxLines },
      // Each process on its own: a sum has to say how many of them it is of.
      { ...common, per: ['instance'], queryType: 'runtime' },
      { ...common, queryType: 'events' },
      { targets, per: [], queryType: 'trend', groupBy: [], showIgnored: true },
    ]).then(([trend, runtime, events, total]) =>
      onPart({
        range,
        trend: takePart(trend, ({ frames }) => readTrend(frames), noSeries),
        figures: takePart(runtime, ({ frames }) => readFigures(frames), noSeries),
        total: takePart(total, ({ frames }) => readTrend(frames), noSeries),
        events: events?.problem ? [] : readEvents(events?.frames[0]),
      }),
    ),
    ask([{ ...common, queryType: 'stacks', limit: maxStacks }]).then(([stacks]) =>
      onPart({ stacks: takePart(stacks, ({ frames }) => readStacks(frames[0]), []) }),
    ),
    ask([
      { ...common, queryType: 'suspects', limit: 100 },
      { queryType: 'verdict', targets, per },
    ]).then(([suspects, verdicts]) =>
      onPart({
        suspects: takePart(suspects, ({ frames }) => readSuspects(frames[0]), []),
        verdicts: verdicts?.problem ? [] : readVerdicts(verdicts?.frames[0]),
      }),
    ),
  ]);
}

function takePart<T>(answer: Answer | undefined, read: (answer: Answer) => T, fallback: T): Part<T> {
  if (answer === undefined) return { value: fallback, ...emptyPart };
  if (answer.problem !== undefined) return { value: fallback, problem: answer.problem.message, notices: [] };
  return { value: read(answer), problem: '', notices: answer.frames.flatMap(({ meta }) => meta?.notices ?? []) };
}
