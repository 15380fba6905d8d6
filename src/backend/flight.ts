// One piece of work that any number of callers wait for. It ends early only when the last of them has gone, and not at
// once then: dashboards cancel a query and send it again whenever somebody moves the time range, and a target has paid
// for its profile before it sends the first byte.

export interface Flight<T> {
  /** The work's outcome, or undefined as soon as `signal` aborts. Rejects only when the work does. */
  join(signal: AbortSignal): Promise<T | undefined>;
  /** Ends the work now, whoever waits. */
  abort(): void;
}

/** Starts at once. `work` must settle soon after its signal aborts. */
export function startFlight<T>(work: (signal: AbortSignal) => Promise<T>, lingerMs: number): Flight<T> {
  const controller = new AbortController();
  const outcome = work(controller.signal);
  // Everyone may have left by the time it fails.
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
