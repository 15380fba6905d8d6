// Converts saved queries of every version to the current model.
import type { ParkedQuery } from './query.ts';

const queryVersion = 1;

/**
 * Only one version exists. Queries without a version mean this one. Queries of a newer Parked are not changed, so that
 * saving a dashboard does not damage them.
 */
export function migrateQuery(query: ParkedQuery): ParkedQuery {
  return query.version === undefined ? { ...query, version: queryVersion } : query;
}

export function isNewer(query: ParkedQuery): boolean {
  return Number(query.version ?? 0) > queryVersion;
}
