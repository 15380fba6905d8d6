// Everything that is on the page of a running process, asked in three requests side by side: what is quick is not held
// up by what is not.
import type { Matcher } from '../../core/labels.ts';
import type { Notice } from '../../core/problem.ts';
import type { Query } from '../../core/query/model.ts';
import type { StackRow, SuspectRow } from '../model.ts';
import { askQueries, type Answer, type TimeRange } from './ask.ts';
import { readEvents, type EventMark } from './events.ts';
import { readStacks, readSuspects } from './read-rows.ts';
import { noSeries, readFigures, readTrend, type SeriesSet } from './read-series.ts';

/** Stacks with a line of their own. */
export const mostLines = 6;
export const mostStacks = 2_000;

export interface Part<T> {
  readonly value: T;
  /** A sentence; empty where all is well. */
  readonly problem: string;
  readonly notices: readonly Notice[];
}

export interface Overview {
  readonly range: TimeRange;
  readonly trend: Part<SeriesSet>;
  readonly figures: Part<SeriesSet>;
  readonly events: readonly EventMark[];
  readonly stacks: Part<readonly StackRow[]>;
  readonly suspects: Part<readonly SuspectRow[]>;
}

export type OverviewPart = Partial<Overview>;

export const emptyPart = { problem: '', notices: [] };

/** `onPart` is told of every part as it comes; the promise settles when all are there. Rejects when the server is gone. */
export async function askOverview(
  range: TimeRange,
  targets: readonly Matcher[],
  signal: AbortSignal,
  onPart: (part: OverviewPart) => void,
): Promise<void> {
  const common: Query = { targets, per: [] };
  const ask = (queries: readonly Query[]) => askQueries(queries, range, { signal });
  await Promise.all([
    ask([
      { ...common, queryType: 'trend', limit: mostLines },
      { ...common, queryType: 'runtime' },
      { ...common, queryType: 'events' },
    ]).then(([trend, runtime, events]) =>
      onPart({
        range,
        trend: takePart(trend, ({ frames }) => readTrend(frames), noSeries),
        figures: takePart(runtime, ({ frames }) => readFigures(frames), noSeries),
        events: events?.problem ? [] : readEvents(events?.frames[0]),
      }),
    ),
    ask([{ ...common, queryType: 'stacks', limit: mostStacks }]).then(([stacks]) =>
      onPart({ stacks: takePart(stacks, ({ frames }) => readStacks(frames[0]), []) }),
    ),
    ask([{ ...common, queryType: 'suspects', limit: 100 }]).then(([suspects]) =>
      onPart({ suspects: takePart(suspects, ({ frames }) => readSuspects(frames[0]), []) }),
    ),
  ]);
}

function takePart<T>(answer: Answer | undefined, read: (answer: Answer) => T, fallback: T): Part<T> {
  if (answer === undefined) return { value: fallback, ...emptyPart };
  if (answer.problem !== undefined) return { value: fallback, problem: answer.problem.message, notices: [] };
  return { value: read(answer), problem: '', notices: answer.frames.flatMap(({ meta }) => meta?.notices ?? []) };
}
