// Who may fetch now: at most so many at once, and never two from the same target. The rest waits its turn, in order,
// save that nobody waits behind a target that is busy, nor behind routine work that nobody waits for.

export interface Gate {
  /**
   * Runs `task` when `key` is free and fewer than `limit` run. `signal` only ends the waiting (with undefined); once
   * begun, the task is its own master.
   */
  run<T>(key: string, limit: number, signal: AbortSignal, task: () => Promise<T>, rank?: Rank): Promise<T | undefined>;
  /** Somebody waits for what waits as routine for this key. */
  hurry(key: string): void;
  /** How long the first in line has waited for room, in milliseconds; those who wait for a busy target don't count. */
  lagMs(): number;
}

/** `asked`: somebody waits for it. `routine`: its turn comes when nobody waits. */
export type Rank = 'asked' | 'routine';

interface Waiting {
  readonly key: string;
  readonly limit: number;
  readonly sinceMs: number;
  readonly begin: () => void;
}

type Lines = Readonly<Record<Rank, readonly Waiting[]>>;

export function createGate(): Gate {
  const busy = new Set<string>();
  let lines: Lines = { asked: [], routine: [] };

  function admit(): void {
    const begin: Waiting[] = [];
    const pass = (waiting: Waiting): boolean => {
      if (busy.size >= waiting.limit || busy.has(waiting.key)) return true;
      busy.add(waiting.key);
      begin.push(waiting);
      return false;
    };
    lines = { asked: lines.asked.filter(pass), routine: lines.routine.filter(pass) };
    for (const waiting of begin) waiting.begin();
  }

  async function run<T>(
    key: string,
    limit: number,
    signal: AbortSignal,
    task: () => Promise<T>,
    rank: Rank = 'asked',
  ): Promise<T | undefined> {
    if (!(await waitForTurn(key, limit, signal, rank))) return undefined;
    try {
      return await task();
    } finally {
      busy.delete(key);
      admit();
    }
  }

  function waitForTurn(key: string, limit: number, signal: AbortSignal, rank: Rank): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const isOther = (other: Waiting): boolean => other !== waiting;
      const leave = (): void => {
        lines = { asked: lines.asked.filter(isOther), routine: lines.routine.filter(isOther) };
        resolve(false);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const waiting: Waiting = { key, limit, sinceMs: performance.now(), begin };
      signal.addEventListener('abort', leave, { once: true });
      lines = { ...lines, [rank]: [...lines[rank], waiting] };
      admit();
    });
  }

  return {
    run,
    hurry: (key) => {
      const hurried = lines.routine.filter((waiting) => waiting.key === key);
      if (hurried.length === 0) return;
      const routine = lines.routine.filter((waiting) => waiting.key !== key);
      lines = { asked: [...lines.asked, ...hurried], routine };
    },
    lagMs: () => {
      const first = [lines.asked, lines.routine].flatMap((line) => line.find(({ key }) => !busy.has(key)) ?? []);
      return first.length === 0 ? 0 : performance.now() - Math.min(...first.map(({ sinceMs }) => sinceMs));
    },
  };
}
