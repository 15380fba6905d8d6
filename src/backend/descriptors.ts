// Checks how many files and connections this process may open. Without a free descriptor, runtimes report that a target
// refused the connection or that a file cannot be opened. That would mislead the user about the cause.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';

/** Tries to open a file that costs nothing. */
export function isOutOfDescriptors(): boolean {
  try {
    closeSync(openSync(devNull, 'r'));
    return false;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EMFILE' || code === 'ENFILE';
  }
}

/** The limit of most systems, for when it cannot be read. */
const usualLimit = 1_024;

/** Read once. The limit of a running process does not change. */
let limit: number | undefined;

/** The number of descriptors that this process may have open. */
export function readDescriptorLimit(): number {
  return (limit ??= readLimit());
}

function readLimit(): number {
  try {
    const soft = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    if (soft === 'unlimited') return Infinity;
    return Number(soft ?? usualLimit) || usualLimit;
  } catch {
    return usualLimit;
  }
}

/** The functions that release descriptors when there are none left. Descriptors belong to the process. */
const spares = new Set<() => number>();

/** Registers a function that releases descriptors when there are none left. It returns how many it released. */
export function registerSpare(free: () => number): void {
  spares.add(free);
}

/** Releases descriptors for a caller that waits for one. False if none could be released. */
export function freeDescriptors(): boolean {
  let freed = 0;
  for (const free of spares) freed += free();
  return freed > 0;
}
