// Reads many targets, a few at a time, to avoid a burst of requests.
import { succeed, type Result } from '../../../core/problem.ts';

const sideBySide = 4;

/** Stops at the first problem. */
export async function visitAll<T>(
  items: readonly T[],
  visit: (item: T) => Promise<Result<undefined>>,
): Promise<Result<undefined>> {
  let next = 0;
  let failed: Result<undefined> | undefined;
  async function work(): Promise<void> {
    while (next < items.length && failed === undefined) {
      const item = items[next++];
      if (item === undefined) continue;
      const done = await visit(item);
      if (!done.ok) failed ??= done;
    }
  }
  await Promise.all(Array.from({ length: Math.min(sideBySide, items.length) }, work));
  return failed ?? succeed(undefined);
}
