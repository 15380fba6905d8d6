// Checks a query as the backend does. A file of its own: editors load it when they open, dashboards never.
import type { Problem } from '../core/problem.ts';
import { readQuery } from '../core/query/read-query.ts';
import type { ParkedQuery } from './query.ts';

/** What is wrong with a query, in the backend's words. */
export function checkQuery(query: ParkedQuery): Problem | undefined {
  const read = readQuery(JSON.stringify(query), { queryType: query.queryType ?? '' });
  return read.ok ? undefined : read.problem;
}
