// Whether this process may open more files and connections. Who asks for a connection beyond that is told by some runtimes
// that the target refused it, and would look for the mistake there.
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** Tries it: opens what costs nothing. */
export function isOutOfDescriptors(): boolean {
  try {
    closeSync(openSync(devNull, 'r'));
    return false;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EMFILE' || code === 'ENFILE';
  }
}
