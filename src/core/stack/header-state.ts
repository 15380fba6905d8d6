// The state from a goroutine's own header (debug=2, debug=3): the runtime's words, as current Go writes them.
import type { Frame } from '../profile/model.ts';
import { running } from './frame-state.ts';
import { refineSemaphore } from './semaphore-state.ts';

/** Marks that newer header readers remove; kept here for words from other sources. */
const suffixes = [' (scan)', ' (durable)', ' (synctest)', ' (leaked)'];

/**
 * Turns a header's status into a state. debug=0 cannot distinguish running, runnable and preempted, so no format does.
 */
export function readStatus(status: string, frames: readonly Frame[]): string {
  let words = status;
  for (const suffix of suffixes) if (words.endsWith(suffix)) words = words.slice(0, -suffix.length);
  switch (words) {
    case 'running':
    case 'runnable':
    case 'preempted':
      return running;
    case 'semacquire':
      return refineSemaphore(frames);
    default:
      return words;
  }
}

/** Waits of the runtime's own work, in whichever goroutine. None of them is a leak. */
const systemStates: ReadonlySet<string> = new Set([
  'GC assist marking',
  'GC assist wait',
  'GC mark termination',
  'GC scavenge wait',
  'GC sweep wait',
  'GC weak to strong wait',
  'GC worker (active)',
  'GC worker (idle)',
  'GOMAXPROCS updater (idle)',
  'cleanup wait',
  'debug call',
  'dumping heap',
  'finalizer wait',
  'flushing proc caches',
  'force gc (idle)',
  'garbage collection',
  'garbage collection scan',
  'page trace flush',
  'panicwait',
  'stopping the world',
  'timer goroutine (idle)',
  'trace goroutine status',
  'trace proc status',
  'trace reader (blocked)',
  'wait for GC cycle',
]);

export function isSystemState(state: string): boolean {
  return systemStates.has(state);
}
