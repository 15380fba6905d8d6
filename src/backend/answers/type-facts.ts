// Properties of each query type. The compiler demands an entry for each new type.
import type { QueryType } from '../../core/query/model.ts';

interface TypeFacts {
  /** Whether alert rules use it. Such numbers exclude stacks that are proven harmless. */
  readonly wakes: boolean;
  /**
   * Whether it shows grades of a past time (`asks`), and whether it also waits for verdicts after a start (`waits`).
   */
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
