// Finds fields of a query that history does not store. They are refused by name instead of answered with blanks.
import type { CompleteQuery } from '../../../core/query/model.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Carries } from '../../history/port.ts';
import { refuse } from '../ask.ts';

export function findUncarried({ groupBy, filter }: CompleteQuery, carries: Carries): Problem | undefined {
  const remedy = 'Only the embedded history has them. Remove the field, or choose a time range that ends now.';
  if (!carries.labels) {
    const grouped = groupBy.findIndex((one) => one.startsWith('label:'));
    const field = grouped >= 0 ? `groupBy[${grouped}]` : (filter.labels?.length ?? 0) > 0 ? 'filter.labels' : undefined;
    if (field !== undefined) {
      const message = `This query asks for pprof labels of the past, and series in a Prometheus don't carry them. ${remedy}`;
      return refuse('no_history', field, message);
    }
  }
  if (!carries.frames && groupBy.includes('location')) {
    const field = `groupBy[${groupBy.indexOf('location')}]`;
    const message = `This query asks for files and lines of the past, and series in a Prometheus don't carry them. ${remedy}`;
    return refuse('no_history', field, message);
  }
  return undefined;
}
