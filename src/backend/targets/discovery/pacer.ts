// Splits the processing of long lists into time slices, so that health checks and queries are served in between.
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';

/** Longest time that a slice may block the event loop. */
const sliceMs = 5;

/** Await the result once for each entry. */
export function createPacer(): () => Promise<void> | undefined {
  let resumedMs = performance.now();
  const pause = async (): Promise<void> => {
    await yieldToEventLoop();
    resumedMs = performance.now();
  };
  return () => (performance.now() - resumedMs < sliceMs ? undefined : pause());
}
