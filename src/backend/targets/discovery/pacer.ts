// Long lists are walked in slices, so that health checks and queries are served in between.
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';

/** How long a walk may keep everything else waiting. */
const sliceMs = 5;

/** To be awaited once an entry. */
export function createPacer(): () => Promise<void> | undefined {
  let resumedMs = performance.now();
  const pause = async (): Promise<void> => {
    await yieldToEventLoop();
    resumedMs = performance.now();
  };
  return () => (performance.now() - resumedMs < sliceMs ? undefined : pause());
}
