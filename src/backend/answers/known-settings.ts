// Caches parsed settings. They arrive with every request, and parsing a thousand targets takes longer than many
// queries. Even serialising them again takes a millisecond.
import { LRUCache } from 'lru-cache';
import type { Labels } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';
import type { DataSourceInstance } from '../../core/query/request.ts';
import { nameByTitle } from '../../core/query/setting-titles.ts';
import { readSettings } from '../../core/query/settings-reader.ts';
import type { Settings } from '../../core/query/settings.ts';

interface ReadSettings {
  readonly jsonData: string;
  readonly settings: Result<Settings>;
}

/**
 * The key covers all but the largest part, which is compared directly. It includes the secrets, so the cache can be
 * process-wide: equal input gives equal settings.
 */
const known = new LRUCache<string, ReadSettings>({ max: 64 });

/**
 * Calls `readSettings` once for identical input, including secrets and grafana.ini. A problem names the field of the
 * form, since people read it in Grafana.
 */
export function readKnownSettings(instance: DataSourceInstance, pluginConfig: Labels): Result<Settings> {
  const { jsonData, ...rest } = instance;
  const key = JSON.stringify([rest, pluginConfig]);
  const before = known.get(key);
  if (before?.jsonData === jsonData) return before.settings;
  const read = readSettings(instance, pluginConfig);
  const settings = read.ok ? read : { ...read, problem: { ...read.problem, message: nameByTitle(read.problem) } };
  known.set(key, { jsonData, settings });
  return settings;
}
