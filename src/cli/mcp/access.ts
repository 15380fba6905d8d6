// What an agent may read: targets on the hosts and files below the folders that the command line names.
import { realpathSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { isAbsolute, resolve, sep } from 'node:path';
import { readAllowedHosts, type AllowedHost } from '../../core/query/settings-allowed-hosts.ts';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';
import type { McpOptions } from '../options/mcp.ts';

export interface Access {
  /** Throws a CommandFailure for a URL on another host. A Unix socket is a file. */
  readonly checkUrl: (url: string) => void;
  /**
   * The real path of a file below an allowed folder. Throws a CommandFailure for all other files, and for missing ones.
   */
  readonly resolveFile: (path: string) => string;
  readonly folders: readonly string[];
}

/** Throws a CommandFailure for an option that names no host or folder. */
export function readAccess({ allowHost = [], allowDir = [] }: Pick<McpOptions, 'allowHost' | 'allowDir'>): Access {
  const hosts = readAllowedHosts(allowHost);
  if (!hosts.ok) throw usageFailure(`--allow-host: ${hosts.problem.message.replace(/allowedHosts\[\d+\]/, 'it')}`);
  const folders = allowDir.map(resolveFolder);
  const resolveFile = (path: string) => {
    const places = isAbsolute(path) ? [path] : [resolve(path), ...folders.map((folder) => resolve(folder, path))];
    for (const place of places) {
      const real = readRealPath(place);
      if (real !== undefined && folders.some((folder) => isBelow(real, folder))) return real;
    }
    throw new CommandFailure(
      exitStatus.usage,
      `${path} is no file below a folder that --allow-dir names (${folders.join(', ') || 'none'}).`,
    );
  };
  return {
    checkUrl: (text) => {
      const url = new URL(text);
      if (url.protocol === 'unix:') resolveFile(url.pathname);
      else if (!hosts.value.some((host) => matches(host, url.hostname.toLowerCase()))) {
        throw new CommandFailure(
          exitStatus.usage,
          `${url.hostname} is no host that --allow-host names (${allowHost.join(', ') || 'none'}). Only the person who started the server can allow it.`,
        );
      }
    },
    resolveFile,
    folders,
  };
}

function resolveFolder(path: string): string {
  const real = readRealPath(path);
  if (real === undefined) throw usageFailure(`--allow-dir: there is no folder ${path}.`);
  return real;
}

function readRealPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    // A file that is missing and a file that may not be seen get the same answer.
    return undefined;
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function matches(host: AllowedHost, name: string): boolean {
  switch (host.type) {
    case 'name':
      return host.name === name;
    case 'subdomains':
      return name.endsWith(host.suffix);
    case 'range': {
      // A host name is never part of a range, because its address is not known before it is resolved.
      const address = name.replace(/^\[|\]$/g, '');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (isIP(address) === 0 || isIP(address) !== isIP(host.network)) return false;
      const range = new BlockList();
      range.addSubnet(host.network, host.prefixBits, family);
      return range.check(address, family);
    }
  }
}
