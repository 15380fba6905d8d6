// Facts about each query type for the editors. A record, so that the compiler demands an entry for a new type.
import type { QueryType } from '../core/query/model.ts';

export interface QueryTypeTraits {
  readonly label: string;
  /** One line: what the user gets. */
  readonly description: string;
  /** Types reachable with one click, the most useful first. */
  readonly next: readonly QueryType[];
  /** The kind of answer, which determines links and colours. */
  readonly answer: 'stacks' | 'series' | 'numbers' | 'targets' | 'verdict' | 'card' | 'source' | 'other';
  /** Whether the answer comes from one profile, which can be downloaded. */
  readonly isProfile: boolean;
  /** Whether a pasted dump can be asked. */
  readonly takesDump: boolean;
  /** Whether choosing the type runs the query. A dump stops the program, so it only runs on "Run query". */
  readonly runsWhenChosen: boolean;
}

const table = { answer: 'stacks', isProfile: true, takesDump: true, runsWhenChosen: true } as const;
const ofTargets = { isProfile: false, takesDump: false, runsWhenChosen: true } as const;

/** In the order of the editor's list. */
export const queryTypeTraits: Readonly<Record<QueryType, QueryTypeTraits>> = {
  stacks: {
    ...table,
    label: 'Stacks',
    description: 'A table of goroutines by stack: how many, where, in which state',
    next: ['trend', 'suspects', 'flamegraph', 'dump'],
  },
  suspects: {
    ...table,
    label: 'Leak suspects',
    description: 'Ranked stacks that may leak, with cause, fix and evidence',
    next: ['trend', 'flamegraph', 'stacks', 'dump'],
  },
  verdict: {
    ...ofTargets,
    answer: 'verdict',
    takesDump: true,
    label: 'Verdict',
    description: 'One row a service: whether it leaks, how fast, and how much is known',
    next: ['suspects', 'trend', 'targets'],
  },
  stack: {
    ...table,
    answer: 'card',
    isProfile: false,
    label: 'One stack',
    description: 'One stack written out: verdict, cause, what to change, evidence, call stack and source',
    next: ['trend', 'source', 'flamegraph', 'dump'],
  },
  trend: {
    ...ofTargets,
    answer: 'series',
    label: 'Trend',
    description: 'The count of each stack over time',
    next: ['stacks', 'suspects', 'flamegraph', 'count'],
  },
  count: {
    ...ofTargets,
    answer: 'numbers',
    label: 'Count',
    description: 'One number a stack, for alert rules and stat panels',
    next: ['trend', 'stacks'],
  },
  flamegraph: {
    ...table,
    answer: 'other',
    label: 'Flame graph',
    description: 'All stacks as one flame graph; with a baseline, the difference',
    next: ['stacks', 'trend', 'diff', 'dump'],
  },
  diff: {
    ...table,
    label: 'Difference',
    description: 'What appeared, grew, shrank or went away since a baseline',
    next: ['flamegraph', 'trend', 'stacks'],
  },
  dump: {
    ...table,
    answer: 'other',
    runsWhenChosen: false,
    label: 'Goroutine dump',
    description: 'Every goroutine with its stack; stops the program for a moment',
    next: ['stacks', 'flamegraph', 'suspects'],
  },
  source: {
    ...ofTargets,
    answer: 'source',
    runsWhenChosen: false,
    label: 'Source',
    description: "A function's lines with the goroutines parked on each",
    next: ['stacks', 'trend', 'dump'],
  },
  runtime: {
    ...ofTargets,
    answer: 'other',
    label: 'Process',
    description: 'Goroutines, memory and requests from the target’s own metrics',
    next: ['trend', 'stacks', 'suspects', 'targets'],
  },
  targets: {
    ...ofTargets,
    answer: 'targets',
    label: 'Targets',
    description: 'What each target can do, whether it can be read, and how it is sampled',
    next: ['runtime', 'stacks', 'suspects'],
  },
  events: {
    ...ofTargets,
    answer: 'stacks',
    label: 'Events',
    description: 'Restarts, new builds and leak onsets, for annotations',
    next: ['suspects', 'trend'],
  },
};
