// What the settings of a data source may reach on this machine: only what an administrator allows in the plugin's
// section of grafana.ini. The right to edit a data source gives no rights on Grafana's server.
import type { Labels } from '../labels.ts';
import { succeed, type Result } from '../problem.ts';
import { definePart } from './settings-part.ts';

/** Absolute folders. A requested path must be below one of them after links are resolved. */
interface AccessSettings {
  /** `unix_sockets`: sockets that may be targets, metrics pages and discovery servers. */
  readonly unixSockets: readonly string[];
  /** `credential_files`: files that `auth` may read. */
  readonly credentialFiles: readonly string[];
  /** `discovery_files`: files that discovery of type `file` may read. */
  readonly discoveryFiles: readonly string[];
}

export const accessPart = definePart({
  entries: {},
  read(_, { pluginConfig }): Result<AccessSettings> {
    return succeed({
      unixSockets: readFolders(pluginConfig, 'unix_sockets'),
      credentialFiles: readFolders(pluginConfig, 'credential_files'),
      discoveryFiles: readFolders(pluginConfig, 'discovery_files'),
    });
  },
});

/** For the command line, whose user can read everything anyway. */
export const everythingAllowed: Labels = { unix_sockets: '/', credential_files: '/', discovery_files: '/' };

function readFolders(pluginConfig: Labels, key: string): readonly string[] {
  const folders = (pluginConfig[key] ?? '').split(',').map((folder) => folder.trim());
  return folders.filter((folder) => folder.startsWith('/'));
}
