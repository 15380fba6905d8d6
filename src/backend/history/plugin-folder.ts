// Where Grafana keeps this plugin, told from where its executable runs.
import { basename, dirname, resolve } from 'node:path';

/**
 * Undefined where no folder above is named `plugins`: that is a build of somebody's own, and nothing may be written
 * beside it.
 */
export function findPluginFolder(executable: string): string | undefined {
  const folder = dirname(resolve(executable));
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    if (basename(above) === 'plugins') return folder;
  }
  return undefined;
}
