// Reads saved queries of every version into the model of this one.
import type { ParkedQuery } from './query.ts';

const queryVersion = 1;

/**
 * There is one version so far. Queries written by hand carry none and mean this one; queries of a newer Parked are left
 * alone, so that saving a dashboard here doesn't spoil them.
 */
export function migrateQuery(query: ParkedQuery): ParkedQuery {
  return query.version === undefined ? { ...query, version: queryVersion } : query;
}

export function isNewer(query: ParkedQuery): boolean {
  return Number(query.version ?? 0) > queryVersion;
}
