// Chooses the folder of history files. The plugin's own folder is excluded: Grafana refuses to load a plugin with files
// that its signature does not list.
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Notice } from '../../core/problem.ts';

export interface LocationFacts {
  /** `history_dir` of the plugin's section in grafana.ini; undefined or empty if not set. */
  readonly historyDir: string | undefined;
  /** The folder that Grafana loaded the plugin from; undefined outside Grafana. */
  readonly pluginFolder: string | undefined;
  readonly pluginId: string;
}

export type Location =
  { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'memory'; readonly notice: Notice };

export function locateHistory({ historyDir, pluginFolder, pluginId }: LocationFacts): Location {
  if (historyDir) {
    if (!isAbsolute(historyDir))
      return stayInMemory(`history_dir is ${JSON.stringify(historyDir)}, not an absolute path`);
    if (pluginFolder && isInside(historyDir, pluginFolder)) {
      return stayInMemory(
        `history_dir (${historyDir}) is inside the plugin's own folder, where an additional file makes the signature invalid`,
      );
    }
    return { kind: 'folder', folder: resolve(historyDir) };
  }
  if (pluginFolder === undefined) return stayInMemory('history_dir is not set');
  const folder = join(dirname(findPluginsFolder(pluginFolder)), 'plugin-data', pluginId);
  if (isInside(folder, pluginFolder)) return stayInMemory('no folder beside the plugins can be used');
  return { kind: 'folder', folder };
}

/** The folder that contains all plugins. Some plugins lie more than one level deep. */
function findPluginsFolder(pluginFolder: string): string {
  for (let folder = dirname(resolve(pluginFolder)); folder !== dirname(folder); folder = dirname(folder)) {
    if (basename(folder) === 'plugins') return folder;
  }
  return dirname(resolve(pluginFolder));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(followLinks(folder), followLinks(path));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** Resolves all links of a path whose end need not exist. */
function followLinks(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(followLinks(parent), basename(absolute));
  }
}

export function stayInMemory(reason: string): { readonly kind: 'memory'; readonly notice: Notice } {
  return {
    kind: 'memory',
    notice: {
      severity: 'warning',
      text:
        `History is kept in memory only and is lost at a restart: ${reason}. Set history_dir in the plugin's section ` +
        'of grafana.ini to a folder that Grafana may write.',
    },
  };
}
