// Example queries for the help page, complete so that one click is enough. A record, so that the compiler demands an
// example of a new query type.
import type { Query, QueryType } from '../core/query/model.ts';

export interface Example {
  readonly title: string;
  /** What the answer shows. */
  readonly why: string;
  readonly query: Query;
}

type Question = Omit<Example, 'query'> & { readonly query?: Query };

const questions: Readonly<Record<QueryType, readonly Question[]>> = {
  suspects: [
    {
      title: 'What leaks?',
      why: 'Ranked suspects, each with its cause, the fix, the evidence and since when. The longer Parked watches, the surer.',
    },
  ],
  verdict: [
    { title: 'Does anything leak?', why: 'One row a service: leaking, rising, quiet, or unknown with the reason.' },
  ],
  stacks: [
    {
      title: 'What are all these goroutines doing?',
      why: 'Counts by stack and state, right away. “Growth per minute” fills as history grows.',
    },
    {
      title: 'Who sends and nobody receives?',
      why: 'Goroutines parked in a channel send: the most common leak.',
      query: { filter: { states: ['chan send'] } },
    },
  ],
  stack: [
    {
      title: 'What is this stack?',
      why: 'Verdict, cause, what to change, evidence, the whole call stack and its source. Choose the stack first.',
    },
  ],
  trend: [
    { title: 'Which stack climbs?', why: 'The highest stacks over time, to lay beside go_goroutines and memory.' },
  ],
  diff: [
    {
      title: 'What changed since this time yesterday?',
      why: 'The same hour of the day before, so that daily traffic does not look like a leak.',
      query: { baseline: { ago: '1d' } },
    },
  ],
  flamegraph: [
    {
      title: 'What grew, as a flame graph?',
      why: 'Red is more than at the start of the range, green is less.',
      query: { baseline: { rangeStart: true } },
    },
  ],
  count: [
    {
      title: 'Alert on a thousand goroutines at one place',
      why: 'One number a stack, 0 when none: for a rule with a threshold.',
      query: { filter: { minCount: 1000 }, zeroWhenEmpty: true },
    },
    {
      title: 'Alert on proven and likely leaks',
      why: 'The verdict as the condition, so that pools and a busy hour stay quiet.',
      query: { filter: { minGrade: 'likely' }, zeroWhenEmpty: true },
    },
    {
      title: 'Twice as many as yesterday',
      why: 'How many times as many as a day before, for a rule above 2.',
      query: { value: 'ratio', baseline: { ago: '1d' }, zeroWhenEmpty: true },
    },
  ],
  runtime: [
    { title: 'How is the process itself?', why: 'Goroutines, memory, CPU and requests from the target’s own metrics.' },
  ],
  targets: [
    {
      title: 'Which targets cannot be read, and why?',
      why: 'Every target with what it can do: leak profile, metrics, Go version, and how it is sampled. Trouble on top.',
    },
  ],
  events: [{ title: 'What happened?', why: 'Restarts, new builds, and when stacks began to leak.' }],
  source: [
    {
      title: 'Which line do they wait at?',
      why: 'A function’s lines, with the goroutines parked on each. Choose the function first.',
    },
  ],
  dump: [
    {
      title: 'Show every goroutine',
      why: 'Whole stacks, waits and creators. It stops the program while it is written, so it runs when you say so.',
    },
  ],
};

export const examples: readonly Example[] = Object.entries(questions).flatMap(([queryType, list]) =>
  list.map(({ query, ...words }) => ({ ...words, query: { queryType: queryType as QueryType, ...query } })),
);
