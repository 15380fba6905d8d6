// From settings to an open history: a file where there is a place for one, memory where there isn't.
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
  /** Read anew whenever it is needed. */
  readonly retentionMs: number;
  readonly maxBytes: number;
  /** Of Parked. */
  readonly version: string;
  /** Memory was chosen, so that nobody need be told of it. */
  readonly inMemory?: boolean | undefined;
  /** Told which folder holds the file. */
  readonly onFolder?: (folder: string) => void;
}

/** In memory there is no disk to fall back on, and the plugin has other uses for it. */
export const memoryMaxBytes = 64 * 1024 * 1024;

export async function openHistory(options: HistoryOptions): Promise<HistoryEngine> {
  const { nowMs, version, orgId, uid } = options;
  const name = nameHistoryFile(orgId, uid);
  const location = tryFolder(locateHistory(options), name);
  switch (location.kind) {
    case 'folder': {
      const path = join(location.folder, name);
      options.onFolder?.(location.folder);
      return openEmbeddedHistory({
        path,
        nowMs,
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

/**
 * A folder that can't be written is of use only where a history lies in it already: that one waits for better times.
 */
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
