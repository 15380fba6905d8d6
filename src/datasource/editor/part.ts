// The props of every part of the query editor.
import type { Problem } from '../../core/problem.ts';
import type { ParkedQuery } from '../query.ts';
import type { Resources } from '../resources.ts';

export interface PartProps {
  readonly query: ParkedQuery;
  readonly resources: Resources;
  /** Explore writes the query into its URL. */
  readonly isExplore: boolean;
  /** Prefix of every input's `id`, because a page may show several editors. */
  readonly idPrefix: string;
  /** What the backend would reject about this query. */
  readonly problem: Problem | undefined;
  /** Merges into the query and runs nothing. `undefined` removes a field. */
  readonly onChange: (change: Partial<ParkedQuery>) => void;
}

/** The problem's message, if it is about this field or a part of it. */
export function problemAt(problem: Problem | undefined, field: string): string | undefined {
  const at = problem?.field;
  if (at === undefined) return undefined;
  return at === field || at.startsWith(`${field}.`) || at.startsWith(`${field}[`) ? problem?.message : undefined;
}
