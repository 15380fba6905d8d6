// Loads the page of a running process in parallel requests, so that slow parts do not delay fast ones.
import type { ServiceVerdict } from '../../core/analysis/service-model.ts';
import type { Notice } from '../../core/problem.ts';
import { overviewQueries, type OverviewPart, type OverviewQuestion } from '../../core/query/overview.ts';
import type { StackRow, SuspectRow } from '../model.ts';
import { askQueries, type Answer, type TimeRange } from './ask.ts';
import { readEvents, type EventMark } from './events.ts';
import { readStacks, readSuspects, readVerdicts } from './read-rows.ts';
import { noSeries, readFigures, readTrend, type SeriesSet } from './read-series.ts';

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
  /** All goroutines over time, including ignored ones, for the samples that `trend` has too. */
  readonly total: Part<SeriesSet>;
  /** One per process, the most serious first. */
  readonly verdicts: readonly ServiceVerdict[];
  readonly stacks: Part<readonly StackRow[]>;
  readonly suspects: Part<readonly SuspectRow[]>;
}

export type PartialOverview = Partial<Overview>;

/** One part's answers, in the order of its queries, and their range. */
interface PartAnswers {
  readonly range: TimeRange;
  readonly answers: readonly Answer[];
}

type AskPart = (part: OverviewPart, question: OverviewQuestion) => Promise<PartAnswers>;

const emptyPart = { problem: '', notices: [] };

/**
 * Calls `onPart` for every part as it arrives. Resolves when all parts are there, and rejects when the server is gone.
 */
export async function askOverview(
  question: OverviewQuestion,
  ask: AskPart,
  onPart: (part: PartialOverview) => void,
): Promise<void> {
  await Promise.all([
    ask('lines', question).then(({ range, answers: [trend, events, total] }) =>
      onPart({
        range,
        trend: takePart(trend, ({ frames }) => readTrend(frames), noSeries),
        total: takePart(
          total,
          ({ frames }) => dropUneven(readTrend(frames), countSamples(total) === countSamples(trend)),
          noSeries,
        ),
        events: events?.problem ? [] : readEvents(events?.frames[0]),
      }),
    ),
    ask('figures', question).then(({ answers: [runtime] }) =>
      onPart({ figures: takePart(runtime, ({ frames }) => readFigures(frames), noSeries) }),
    ),
    ask('stacks', question).then(({ answers: [stacks] }) =>
      onPart({ stacks: takePart(stacks, ({ frames }) => readStacks(frames[0]), []) }),
    ),
    ask('suspects', question).then(({ answers: [suspects, verdicts] }) =>
      onPart({
        suspects: takePart(suspects, ({ frames }) => readSuspects(frames[0]), []),
        verdicts: verdicts?.problem ? [] : readVerdicts(verdicts?.frames[0]),
      }),
    ),
  ]);
}

/** Asks one part over a range. */
export function askOver(range: TimeRange, signal: AbortSignal): AskPart {
  return async (part, question) => ({
    range,
    answers: await askQueries(overviewQueries[part](question), range, { signal }),
  });
}

/** The number of samples in an answer. A sample may arrive between two answers that are asked together. */
function countSamples(answer: Answer | undefined): number | undefined {
  return answer?.frames[0]?.meta?.stats?.find(({ displayName }) => displayName === 'Samples')?.value;
}

/** Drops the newest points unless both answers have the same samples. */
export function dropUneven(set: SeriesSet, isEven: boolean): SeriesSet {
  if (isEven) return set;
  const series = set.series.map((one) => {
    const known = one.values.flatMap((value, at) => (value === null ? [] : [at]));
    const end = known.at(-unevenPoints) ?? 0;
    return { ...one, values: one.values.map((value, at) => (at < end ? value : null)) };
  });
  return { ...set, series };
}

/** Each process may have a new sample, because processes are sampled at different times. */
const unevenPoints = 2;

function takePart<T>(answer: Answer | undefined, read: (answer: Answer) => T, fallback: T): Part<T> {
  if (answer === undefined) return { value: fallback, ...emptyPart };
  if (answer.problem !== undefined) return { value: fallback, problem: answer.problem.message, notices: [] };
  return { value: read(answer), problem: '', notices: answer.frames.flatMap(({ meta }) => meta?.notices ?? []) };
}
