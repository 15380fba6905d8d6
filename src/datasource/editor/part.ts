// What every part of the query editor is given.
import type { Problem } from '../../core/problem.ts';
import type { ParkedQuery } from '../query.ts';
import type { Resources } from '../resources.ts';

export interface PartProps {
  readonly query: ParkedQuery;
  readonly resources: Resources;
  /** Explore writes the query into its address. */
  readonly isExplore: boolean;
  /** Begins the `id` of every input: a page may show several editors. */
  readonly idPrefix: string;
  /** What the backend would say of this query, found before it is asked. */
  readonly problem: Problem | undefined;
  /** Merges into the query, and runs nothing. `undefined` takes a field away. */
  readonly onChange: (change: Partial<ParkedQuery>) => void;
}

/** The problem's words, where it is about this field or something inside it. */
export function problemAt(problem: Problem | undefined, field: string): string | undefined {
  const at = problem?.field;
  if (at === undefined) return undefined;
  return at === field || at.startsWith(`${field}.`) || at.startsWith(`${field}[`) ? problem?.message : undefined;
}
