// URLs of the files that the workbench's own server writes.
import type { Matcher } from '../../core/labels.ts';
import type { Query } from '../../core/query/model.ts';

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The current goroutines of a query, as a profile. */
export function downloadAddress(format: 'pprof' | 'folded' | 'text', query: Query): string {
  return `/api/resources/download?${new URLSearchParams({ format, query: JSON.stringify(query) }).toString()}`;
}

/** The samples of a range, as the document of `parked report --json`. `per` separates targets. */
export function reportAddress(targets: readonly Matcher[], per: readonly string[], range: TimeRange): string {
  const parameters = new URLSearchParams({
    query: JSON.stringify({ targets, per }),
    from: String(Math.round(range.fromMs)),
    to: String(Math.round(range.toMs)),
  });
  return `/api/resources/report?${parameters.toString()}`;
}
