// Checks a query like the backend. A separate chunk: editors load it, dashboards do not.
import type { Problem } from '../core/problem.ts';
import { readQuery } from '../core/query/read-query.ts';
import type { ParkedQuery } from './query.ts';

/** The backend's message about an invalid query. */
export function checkQuery(query: ParkedQuery): Problem | undefined {
  const read = readQuery(JSON.stringify(query), { queryType: query.queryType ?? '' });
  return read.ok ? undefined : read.problem;
}
