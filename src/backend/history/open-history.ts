// Opens history from the settings: a file if a folder is available, otherwise memory.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedHistory } from './embedded/engine.ts';
import { findFault } from './embedded/faults.ts';
import { nameHistoryFile } from './file-name.ts';
import { locateHistory, stayInMemory, type Location, type LocationFacts } from './location.ts';
import type { HistoryEngine } from './port.ts';

export interface HistoryOptions extends LocationFacts {
  readonly orgId: number;
  readonly uid: string;
  readonly nowMs: () => number;
  /** Monotonic milliseconds from an arbitrary start. Default: the machine's. */
  readonly monotonicMs?: () => number;
  /** This and `maxBytes` are read on each use. */
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** Parked's version. */
  readonly version: string;
  /** Memory was chosen in the settings, so no notice is needed. */
  readonly inMemory?: boolean | undefined;
  /** Called with the folder that contains the file. */
  readonly onFolder?: (folder: string) => void;
}

/** Smaller than a file's bound, because the plugin needs memory for other work too. */
const memoryMaxBytes = 64 * 1024 * 1024;

export async function openHistory(options: HistoryOptions): Promise<HistoryEngine> {
  const { nowMs, monotonicMs, version, orgId, uid } = options;
  const name = nameHistoryFile(orgId, uid);
  const location = tryFolder(locateHistory(options), name);
  switch (location.kind) {
    case 'folder': {
      const path = join(location.folder, name);
      options.onFolder?.(location.folder);
      return openEmbeddedHistory({
        path,
        nowMs,
        monotonicMs,
        version,
        notices: [],
        get retentionMs() {
          return options.retentionMs;
        },
        get maxBytes() {
          return options.maxBytes;
        },
      });
    }
    case 'memory': {
      return openEmbeddedHistory({
        path: undefined,
        nowMs,
        monotonicMs,
        version,
        notices: options.inMemory ? [] : [location.notice],
        get retentionMs() {
          return options.retentionMs;
        },
        get maxBytes() {
          return Math.min(memoryMaxBytes, options.maxBytes);
        },
      });
    }
  }
}

/** The file for the state of verdicts; undefined if no folder can be written. */
export function locateCheckpoints(options: HistoryOptions): string | undefined {
  const name = nameHistoryFile(options.orgId, options.uid).replace(/\.db$/, '.verdicts.db');
  const location = tryFolder(locateHistory(options), name);
  if (location.kind === 'memory') return undefined;
  options.onFolder?.(location.folder);
  return join(location.folder, name);
}

/** A read-only folder is used only if it contains a history already, which is then paused until it can be written. */
function tryFolder(location: Location, name: string): Location {
  if (location.kind === 'memory' || existsSync(join(location.folder, name))) return location;
  try {
    mkdirSync(location.folder, { recursive: true, mode: 0o700 });
    accessSync(location.folder, constants.W_OK);
    return location;
  } catch (error) {
    const fault = findFault(error);
    if (fault === 'full') return location;
    return stayInMemory(`${location.folder} cannot be written (${error instanceof Error ? error.message : 'unknown'})`);
  }
}
