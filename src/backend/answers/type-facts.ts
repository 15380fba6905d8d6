// What follows for an answer from the type of its query. The compiler asks for a row when the model gets a new type.
import type { QueryType } from '../../core/query/model.ts';

export interface TypeFacts {
  /** Its numbers wake people, so what is proven but harmless is left out of them. */
  readonly wakes: boolean;
  /** Whether it shows grades of a moment of the past, and whether it waits for verdicts after a start. */
  readonly grades: 'waits' | 'asks' | 'none';
}

const shown: TypeFacts = { wakes: false, grades: 'none' };
const waking: TypeFacts = { wakes: true, grades: 'none' };

export const typeFacts: Readonly<Record<QueryType, TypeFacts>> = {
  stacks: { wakes: false, grades: 'asks' },
  count: waking,
  trend: waking,
  suspects: { wakes: false, grades: 'waits' },
  stack: { wakes: false, grades: 'waits' },
  flamegraph: shown,
  diff: shown,
  dump: shown,
  source: shown,
  runtime: shown,
  events: shown,
  targets: shown,
  verdict: { wakes: false, grades: 'waits' },
};
