// The queries behind the workbench's first screen. Page and server share them: the server asks them of itself at its
// start, so that the answers are there when the page needs them.
import type { Matcher } from '../labels.ts';
import type { Query } from './model.ts';
import { minuteMs } from '../agreed-times.ts';

/** Number of stacks with their own line. */
export const maxLines = 6;
const maxStacks = 2_000;
const maxSuspects = 100;

/** The range shown at first, up to now, in milliseconds. */
export const firstSpanMs = 15 * minuteMs;

/** The number of points of a series that the page asks for. */
export const overviewPoints = 600;

export interface OverviewQuestion {
  readonly targets: readonly Matcher[];
  /** Shows what ignore rules leave out. */
  readonly showIgnored: boolean;
  /** The labels that keep rows of several processes apart. */
  readonly per: readonly string[];
}

/** Asked separately, so that slow parts do not delay fast ones. */
export const overviewParts = ['lines', 'stacks', 'suspects', 'figures'] as const;
export type OverviewPart = (typeof overviewParts)[number];

export const overviewQueries: Readonly<Record<OverviewPart, (question: OverviewQuestion) => readonly Query[]>> = {
  lines: ({ targets, showIgnored, per }) => [
    { targets, per, showIgnored, queryType: 'trend', limit: maxLines },
    { targets, per, showIgnored, queryType: 'events' },
    { targets, per: [], queryType: 'trend', groupBy: [], showIgnored: true },
  ],
  stacks: ({ targets, showIgnored, per }) => [{ targets, per, showIgnored, queryType: 'stacks', limit: maxStacks }],
  suspects: ({ targets, showIgnored, per }) => [
    { targets, per, showIgnored, queryType: 'suspects', limit: maxSuspects },
    { queryType: 'verdict', targets, per },
  ],
  // Each process on its own: a sum has to say how many of them it is of. Its metrics may take a fetch of their own.
  figures: ({ targets, showIgnored }) => [{ targets, per: ['instance'], showIgnored, queryType: 'runtime' }],
};

/** What the page asks before anything is chosen on it. Several processes are shown each on its own. */
export function firstQuestion(processes: number): OverviewQuestion {
  return { targets: [], showIgnored: false, per: processes < 2 ? [] : ['instance'] };
}
