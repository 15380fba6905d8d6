// The parts of each query type's editor. A record, so that the compiler demands an entry for a new type.
import type { ComponentType } from 'react';
import type { QueryType } from '../../core/query/model.ts';
import type { PartProps } from './part.ts';
import { moments } from './parts/baseline-part.tsx';
import type { BaselineKind } from './parts/baseline-part.tsx';
import { CountPart } from './parts/count-part.tsx';
import { DumpPart } from './parts/dump-part.tsx';
import { FunctionPart } from './parts/function-part.tsx';
import { StackPart } from './parts/stack-part.tsx';
import type { OptionName } from './parts/summarize.ts';

interface TypeParts {
  /** Parts that only this type has. */
  readonly Own?: ComponentType<PartProps>;
  /** The kinds of baseline, if the type compares. */
  readonly baselines?: readonly BaselineKind[];
  /** Whether the answer is about stacks, so that they can be filtered. */
  readonly hasFilter: boolean;
  readonly options: readonly OptionName[];
}

export const typeParts: Readonly<Record<QueryType, TypeParts>> = {
  stacks: { hasFilter: true, options: ['groupBy', 'per', 'limit', 'profile', 'showIgnored'] },
  suspects: { hasFilter: true, options: ['per', 'limit', 'showIgnored'] },
  stack: { Own: StackPart, hasFilter: false, options: [] },
  trend: { hasFilter: true, options: ['groupBy', 'per', 'limit', 'legendFormat', 'showIgnored'] },
  count: { Own: CountPart, hasFilter: true, options: ['groupBy', 'per', 'legendFormat', 'profile', 'showIgnored'] },
  flamegraph: { baselines: ['none', ...moments], hasFilter: true, options: ['profile', 'showIgnored'] },
  diff: { baselines: moments, hasFilter: true, options: ['groupBy', 'per', 'limit', 'profile', 'showIgnored'] },
  dump: { Own: DumpPart, hasFilter: true, options: ['limit', 'showIgnored'] },
  source: { Own: FunctionPart, hasFilter: true, options: [] },
  runtime: { hasFilter: false, options: ['per', 'legendFormat'] },
  events: { hasFilter: true, options: [] },
  targets: { hasFilter: false, options: [] },
  verdict: { hasFilter: false, options: ['per', 'showIgnored'] },
};
