// Checks whether this process may open more file descriptors. Without any left, some runtimes report that the target
// refused the connection, which points the user at the wrong cause.
import { closeSync, openSync } from 'node:fs';
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
