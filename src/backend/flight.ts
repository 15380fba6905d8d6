// Shares one piece of work between callers (single-flight). After the last caller leaves, the work continues for a
// while: dashboards cancel a query and send it again when the time range moves, and a target has done most work for a
// profile before it sends the first byte.

export interface Flight<T> {
  /** Returns the outcome of the work, or undefined as soon as `signal` aborts. Rejects only if the work rejects. */
  join(signal: AbortSignal): Promise<T | undefined>;
  /** Cancels the work at once, regardless of callers. */
  abort(): void;
}

/** Starts at once. `work` must settle soon after its signal aborts. */
export function startFlight<T>(work: (signal: AbortSignal) => Promise<T>, lingerMs: number): Flight<T> {
  const controller = new AbortController();
  const outcome = work(controller.signal);
  // Prevents an unhandled rejection if all callers have left.
  outcome.catch(() => undefined);
  let callers = 0;
  let ended = false;
  let linger: NodeJS.Timeout | undefined;

  async function join(signal: AbortSignal): Promise<T | undefined> {
    clearTimeout(linger);
    callers++;
    let leave = (): void => undefined;
    const left = new Promise<undefined>((resolve) => {
      leave = () => resolve(undefined);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([outcome, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      callers--;
      if (callers === 0 && !ended) linger = setTimeout(() => controller.abort(), lingerMs);
    }
  }

  const settle = (): void => {
    ended = true;
    clearTimeout(linger);
  };
  void outcome.then(settle, settle);
  return { join, abort: () => controller.abort() };
}
