// What a debug=2 dump costs the program that is asked for one: the world stands still while it is written.
import { LRUCache } from 'lru-cache';

/** Measured with Go 1.26. Used until the target's own dumps tell. */
const pauseMsPerGoroutine = 0.006;

/** The time of a smaller dump is that of the network. */
const minGoroutines = 1_000;

/** Milliseconds a goroutine, by target. */
const measured = new LRUCache<string, number>({ max: 5_000 });

/** For how long a dump of so many goroutines stops a target; `target` names it among all. */
export function estimatePauseMs(goroutines: number, target?: string): number {
  const own = target === undefined ? undefined : measured.get(target);
  return goroutines * (own ?? pauseMsPerGoroutine);
}

/** What a dump of the target took, from the request to its last byte: at least as long as the pause. */
export function noteDump(target: string, goroutines: number, tookMs: number): void {
  if (goroutines >= minGoroutines) measured.set(target, tookMs / goroutines);
}
