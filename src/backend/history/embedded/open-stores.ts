// Bounds the number of history files that are open at once. Each takes three descriptors, and live queries need the
// rest. To open another file, Parked closes the one that was used longest ago. A closed file is opened again when it is
// needed.
import { readDescriptorLimit, registerSpare } from '../../descriptors.ts';

export interface OpenStore {
  /** Monotonic milliseconds. */
  readonly usedMs: () => number;
  /** Closes the file until it is needed again. */
  readonly rest: () => void;
}

/** A file, its log, and its lock. */
const descriptorsPerStore = 3;
/** The share of descriptors for history files. */
const share = 1 / 4;

interface OpenStores {
  /** Call when a file was opened. */
  add(store: OpenStore): void;
  remove(store: OpenStore): void;
  /** Closes the files that were used longest ago, but not the `except` newest. Returns their number. */
  closeIdle(except: number): number;
}

export function createOpenStores(max = Math.max(1, (readDescriptorLimit() * share) / descriptorsPerStore)): OpenStores {
  const open = new Set<OpenStore>();

  function closeIdle(except: number): number {
    const oldest = [...open].sort((a, b) => a.usedMs() - b.usedMs()).slice(0, Math.max(0, open.size - except));
    for (const store of oldest) store.rest();
    return oldest.length;
  }

  return {
    add(store) {
      open.add(store);
      if (open.size > max) closeIdle(Math.floor(max));
    },
    remove: (store) => void open.delete(store),
    closeIdle,
  };
}

/** All open history files of the process. */
export const processStores = createOpenStores();
registerSpare(() => processStores.closeIdle(0) * descriptorsPerStore);
