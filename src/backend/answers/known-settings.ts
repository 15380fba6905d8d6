// Settings arrive with every request. A thousand targets take longer to understand than many a question about them, and
// even spelling them once more takes a millisecond.
import { LRUCache } from 'lru-cache';
import type { Labels } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';
import type { DataSourceInstance } from '../../core/query/request.ts';
import { readSettings } from '../../core/query/settings-reader.ts';
import type { Settings } from '../../core/query/settings.ts';

interface ReadSettings {
  readonly jsonData: string;
  readonly settings: Result<Settings>;
}

/** By all but the largest part, which is compared. */
const known = new LRUCache<string, ReadSettings>({ max: 64 });

/** `readSettings`, once for what is word for word the same: secrets and grafana.ini included. */
export function readKnownSettings(instance: DataSourceInstance, pluginConfig: Labels): Result<Settings> {
  const { jsonData, ...rest } = instance;
  const key = JSON.stringify([rest, pluginConfig]);
  const before = known.get(key);
  if (before?.jsonData === jsonData) return before.settings;
  const settings = readSettings(instance, pluginConfig);
  known.set(key, { jsonData, settings });
  return settings;
}
