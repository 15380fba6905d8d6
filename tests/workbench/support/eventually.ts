// Waits for a condition. A slow machine needs longer, and no test may presume how long.
import { setTimeout as wait } from 'node:timers/promises';

const pollMs = 100;

/** Reads until the value is the expected one. The time limit is that of the test. */
export async function eventually<T>(read: () => Promise<T>, expected: T): Promise<void> {
  while ((await read()) !== expected) await wait(pollMs);
}

/**
 * Repeats an action until what it brings about is there: before the page is ready, a slow machine swallows it.
 * `isThere` waits for a while itself.
 */
export async function repeatUntil(act: () => Promise<void>, isThere: () => Promise<boolean>): Promise<void> {
  do await act();
  while (!(await isThere()));
}
