// Who may fetch now: at most so many at once, and never two from the same target. The rest waits its turn, in order,
// save that nobody waits behind a target that is busy.

export interface Gate {
  /**
   * Runs `task` when `key` is free and fewer than `limit` run. `signal` only ends the waiting (with undefined); once
   * begun, the task is its own master.
   */
  run<T>(key: string, limit: number, signal: AbortSignal, task: () => Promise<T>): Promise<T | undefined>;
}

interface Waiting {
  readonly key: string;
  readonly limit: number;
  readonly begin: () => void;
}

export function createGate(): Gate {
  const busy = new Set<string>();
  let queue: Waiting[] = [];

  function admit(): void {
    const stay: Waiting[] = [];
    const begin: Waiting[] = [];
    for (const waiting of queue) {
      if (busy.size >= waiting.limit || busy.has(waiting.key)) stay.push(waiting);
      else {
        busy.add(waiting.key);
        begin.push(waiting);
      }
    }
    queue = stay;
    for (const waiting of begin) waiting.begin();
  }

  async function run<T>(
    key: string,
    limit: number,
    signal: AbortSignal,
    task: () => Promise<T>,
  ): Promise<T | undefined> {
    if (!(await waitForTurn(key, limit, signal))) return undefined;
    try {
      return await task();
    } finally {
      busy.delete(key);
      admit();
    }
  }

  function waitForTurn(key: string, limit: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const leave = (): void => {
        queue = queue.filter((other) => other !== waiting);
        resolve(false);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const waiting: Waiting = { key, limit, begin };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
      admit();
    });
  }

  return { run };
}
