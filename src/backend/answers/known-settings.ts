// Settings arrive with every request. A thousand targets take longer to understand than many a question about them.
import type { Labels } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';
import type { DataSourceInstance } from '../../core/query/request.ts';
import { readSettings } from '../../core/query/settings-reader.ts';
import type { Settings } from '../../core/query/settings.ts';

const most = 16;
const known = new Map<string, Result<Settings>>();

/** `readSettings`, once for what is word for word the same: secrets and grafana.ini included. */
export function readKnownSettings(instance: DataSourceInstance, pluginConfig: Labels): Result<Settings> {
  const key = JSON.stringify([instance, pluginConfig]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const settings = readSettings(instance, pluginConfig);
  if (known.size >= most) known.clear();
  known.set(key, settings);
  return settings;
}
