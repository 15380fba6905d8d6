// Finds the folder of this plugin from the path of its executable.
import { basename, dirname, resolve } from 'node:path';

/**
 * Undefined if no parent folder is named `plugins`. Then it is a private build, and nothing may be written beside it.
 */
export function findPluginFolder(executable: string): string | undefined {
  const folder = dirname(resolve(executable));
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    if (basename(above) === 'plugins') return folder;
  }
  return undefined;
}
