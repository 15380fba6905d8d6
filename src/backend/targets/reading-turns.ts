// Turns of those who read profiles while they arrive. All of them share some milliseconds between two visits to the
// event loop, however many they are. They have a round of their own: an answer of a target must not age behind work on
// answers. The state is process-wide, because all work shares one thread.
import { isForAlert, roundMs } from '../loop-turns.ts';

/** Work since the last visit to the event loop. */
let workedMs = 0;
let isScheduled = false;
/** In order of arrival. Alert rules go first. */
const rules: (() => void)[] = [];
const others: (() => void)[] = [];

/** Counts work that a reader has done. */
export function noteReading(tookMs: number): void {
  workedMs += tookMs;
  schedule();
}

/** Whether a reader should call `takeReadingTurn` before it continues. */
export function isReadingTurnOver(): boolean {
  return workedMs >= roundMs || rules.length > 0 || others.length > 0;
}

/** Resolves when it is the caller's turn and pending I/O was processed. */
export function takeReadingTurn(): Promise<void> {
  return new Promise((resolve) => {
    (isForAlert() ? rules : others).push(resolve);
    schedule();
  });
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => void serve());
}

async function serve(): Promise<void> {
  workedMs = 0;
  let next: (() => void) | undefined;
  while (workedMs < roundMs && (next = rules.shift() ?? others.shift()) !== undefined) {
    next();
    // The caller that continues runs before this code does.
    await Promise.resolve();
  }
  isScheduled = false;
  if (workedMs > 0 || rules.length > 0 || others.length > 0) schedule();
}
