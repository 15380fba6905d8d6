// Questions to begin with, for the help page. Each is a whole query, so that a click is all it takes.
import type { Query } from '../core/query/model.ts';

export interface Example {
  readonly title: string;
  /** What one learns by it. */
  readonly why: string;
  readonly query: Query;
}

export const examples: readonly Example[] = [
  {
    title: 'What leaks?',
    why: 'Ranked suspects, each with its cause, the fix, the evidence and since when. It knows more the longer it has watched.',
    query: { queryType: 'suspects' },
  },
  {
    title: 'What are all these goroutines doing?',
    why: 'Counts by stack and state, right away. “Growth per minute” fills as history grows.',
    query: { queryType: 'stacks' },
  },
  {
    title: 'Which stack climbs?',
    why: 'The highest stacks over time, to lay beside go_goroutines and memory.',
    query: { queryType: 'trend' },
  },
  {
    title: 'Who sends and nobody receives?',
    why: 'Goroutines parked in a channel send: the commonest leak.',
    query: { queryType: 'stacks', filter: { states: ['chan send'] } },
  },
  {
    title: 'What changed since this time yesterday?',
    why: 'The same hour of the day before, so that daily traffic does not look like a leak.',
    query: { queryType: 'diff', baseline: { ago: '1d' } },
  },
  {
    title: 'What grew, as a flame graph?',
    why: 'Red is more than at the start of the range, green is less.',
    query: { queryType: 'flamegraph', baseline: { rangeStart: true } },
  },
  {
    title: 'Alert on a thousand goroutines at one place',
    why: 'One number a stack, 0 when none: for a rule with a threshold.',
    query: { queryType: 'count', filter: { minCount: 1000 }, zeroWhenEmpty: true },
  },
  {
    title: 'Alert on proven and likely leaks',
    why: 'The verdict as the condition, so that pools and a busy hour stay quiet.',
    query: { queryType: 'count', filter: { minGrade: 'likely' }, zeroWhenEmpty: true },
  },
  {
    title: 'Twice as many as yesterday',
    why: 'How many times as many as a day before, for a rule above 2.',
    query: { queryType: 'count', value: 'ratio', baseline: { ago: '1d' }, zeroWhenEmpty: true },
  },
  {
    title: 'How is the process itself?',
    why: 'Goroutines, memory, CPU and requests from the target’s own metrics.',
    query: { queryType: 'runtime' },
  },
  {
    title: 'Which targets cannot be read, and why?',
    why: 'Every target with what it can do: leak profile, metrics, Go version, and how it is really sampled. Trouble on top.',
    query: { queryType: 'targets' },
  },
];
