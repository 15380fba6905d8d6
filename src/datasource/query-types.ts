// The query types in plain words, as the editor offers them.
import type { QueryType } from '../core/query/model.ts';

export interface QueryTypeWords {
  readonly label: string;
  /** One line: what one gets. */
  readonly description: string;
}

/** A record, so that the compiler asks for the words of a new type. The order is that of the editor's list. */
export const queryTypeWords: Readonly<Record<QueryType, QueryTypeWords>> = {
  stacks: { label: 'Stacks', description: 'A table of goroutines by stack: how many, where, in which state' },
  suspects: { label: 'Leak suspects', description: 'Ranked stacks that may leak, with cause, fix and evidence' },
  trend: { label: 'Trend', description: 'The count of each stack over time' },
  count: { label: 'Count', description: 'One number a stack, for alert rules and stat panels' },
  flamegraph: { label: 'Flame graph', description: 'All stacks as one flame graph; with a baseline, the difference' },
  diff: { label: 'Difference', description: 'What appeared, grew, shrank or went away since a baseline' },
  dump: { label: 'Goroutine dump', description: 'Every goroutine with its stack; stops the program for a moment' },
  source: { label: 'Source', description: "A function's lines with the goroutines parked on each" },
  runtime: { label: 'Process', description: 'Goroutines, memory and requests from the target’s own metrics' },
  targets: { label: 'Targets', description: 'What each target can do, whether it can be read, and how it is sampled' },
  events: { label: 'Events', description: 'Restarts, new builds and leak onsets, for annotations' },
};
