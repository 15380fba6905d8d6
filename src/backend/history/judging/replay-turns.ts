// Turns for replays of the past. Each replay holds up to half the memory of verdicts, so only a few run at once.
import { limits } from '../../../core/limits.ts';

export interface ReplayTurns {
  /** Waits for a turn. Returns the function that ends it; undefined if none came in time, or `signal` aborts. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createReplayTurns(places: number, maxWaitMs: number): ReplayTurns {
  let used = 0;
  /** In order of arrival. */
  const queue = new Set<() => void>();

  function makeEnd(): () => void {
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      used--;
      for (const begin of queue) return begin();
    };
  }

  function begin(): () => void {
    used++;
    return makeEnd();
  }

  function take(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (used < places) return Promise.resolve(begin());
    const end = AbortSignal.any([signal, AbortSignal.timeout(maxWaitMs)]);
    return new Promise((resolve) => {
      const settle = (turn: (() => void) | undefined): void => {
        queue.delete(start);
        end.removeEventListener('abort', leave);
        resolve(turn);
      };
      const leave = (): void => settle(undefined);
      const start = (): void => settle(begin());
      queue.add(start);
      end.addEventListener('abort', leave, { once: true });
      if (end.aborted) leave();
    });
  }

  return { take };
}

/** The turns of the process, for all data sources. */
export const processReplayTurns = createReplayTurns(limits.pastReplays.value, limits.answerQueueTimeout.value);
