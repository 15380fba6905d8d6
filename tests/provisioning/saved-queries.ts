// Queries as dashboards and rules save them, with the variables that Grafana would fill in filled in.
import { readQuery } from '../../src/core/query/read-query.ts';
import type { CompleteQuery } from '../../src/core/query/model.ts';

export interface SavedQuery {
  readonly refId: string;
  readonly queryType?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
  readonly [field: string]: unknown;
}

const values: Readonly<Record<string, string>> = {
  service: 'shop',
  instance: '127.0.0.1:6060',
  fingerprint: '0123456789abcdef',
};

export function fillVariables(query: SavedQuery): SavedQuery {
  const text = JSON.stringify(query).replace(/\$\{?(\w+)\}?/g, (whole, name: string) => values[name] ?? whole);
  return JSON.parse(text) as SavedQuery;
}

/** The query as the backend understands it, every field used; throws with the backend's own words where it doesn't. */
export function understand(query: SavedQuery): CompleteQuery {
  const read = readQuery(JSON.stringify(query), { queryType: '' });
  if (!read.ok) throw new Error(`${query.refId}: ${read.problem.message}`);
  return read.value;
}
