// Checks how many files and connections this process may open. Without any left, runtimes report that a target refused
// the connection or that a file cannot be opened, which points the user at the wrong cause.
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

/** What most systems allow where the limit cannot be read. */
const usualLimit = 1_024;

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

/** Give descriptors back that can be spared. */
const spares = new Set<() => number>();

/** Registers what gives descriptors back when there are none left. It returns their number. */
export function registerSpare(free: () => number): void {
  spares.add(free);
}

/** Makes room for what somebody waits for. False if there is nothing to spare. */
export function freeDescriptors(): boolean {
  let freed = 0;
  for (const free of spares) freed += free();
  return freed > 0;
}
