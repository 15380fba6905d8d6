// Cooperative scheduling on the single thread. Long work runs in time slices, and all readers and answers share one
// round of slices between two visits to the event loop. With separate slices each visit would wait for all of them, and
// calls with 120 KB of settings each would arrive slowly. Parsing of arriving text and short transactions are excluded,
// because neither may wait. Alert rules come first, and data sources take turns, so that the work for one does not
// delay others. The state is process-wide, because all work shares one thread.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Steps } from '../core/steps.ts';

/** For whom the work is done. Work that it starts inherits this. */
export interface Worker {
  readonly fromAlert: boolean;
  /** The data source. */
  readonly owner: string;
}

interface Waiting extends Worker {
  readonly go: () => void;
}

/** Duration of a round between two visits to the event loop. */
export const roundMs = 10;

const workers = new AsyncLocalStorage<Worker>();
const nobody: Worker = { fromAlert: false, owner: '' };

const waiting: Waiting[] = [];
/** When each waiting data source had its last turn, as a number of turns. */
const served = new Map<string, number>();
let turns = 0;
let isServing = false;
let untilMs = 0;

/** Runs work whose turns count for this data source. */
export function workFor<T>(worker: Worker, work: () => T): T {
  return workers.run(worker, work);
}

/** Whether the caller works for an alert rule. */
export function isForAlert(): boolean {
  return workers.getStore()?.fromAlert === true;
}

/** Whether running work should call `takeTurn` before it continues. */
export function isTurnOver(): boolean {
  return performance.now() >= untilMs;
}

/** Resolves when it is the caller's turn and pending I/O was processed. */
export function takeTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push({ ...(workers.getStore() ?? nobody), go: resolve });
    if (!isServing) void serve();
  });
}

async function serve(): Promise<void> {
  isServing = true;
  while (waiting.length > 0) {
    if (isTurnOver()) {
      await new Promise((resolve) => setImmediate(resolve));
      untilMs = performance.now() + roundMs;
    }
    takeNext()?.go();
    // The caller that continues runs before this code does.
    await Promise.resolve();
  }
  served.clear();
  isServing = false;
}

/** Picks an alert rule first, then the data source that has waited longest for its turn, then the oldest waiter. */
function takeNext(): Waiting | undefined {
  let best = 0;
  for (let index = 1; index < waiting.length; index++) {
    if (rank(waiting[index]) < rank(waiting[best])) best = index;
  }
  const [next] = waiting.splice(best, 1);
  if (next) served.set(next.owner, ++turns);
  return next;
}

function rank(one: Waiting | undefined): number {
  if (one === undefined) return Infinity;
  return (served.get(one.owner) ?? 0) - (one.fromAlert ? Number.MAX_SAFE_INTEGER / 2 : 0);
}

/** Runs long work in slices and returns its result; undefined if `signal` aborts. */
export async function takeTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T | undefined> {
  for (;;) {
    // All waiters of a fetch wake up at once when it ends.
    if (isTurnOver()) await takeTurn();
    if (signal?.aborted) return undefined;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (!isTurnOver());
  }
}
