// Estimates how long a debug=2 dump pauses a program. The Go runtime stops the world while it writes the dump.
import { LRUCache } from 'lru-cache';

/** Measured with Go 1.26. Used until the target's own dumps have been measured. */
const pauseMsPerGoroutine = 0.006;

/** Smaller dumps are not measured, because the network dominates their time. */
const minGoroutines = 1_000;

/** Milliseconds per goroutine, by target. Process-wide: a measurement stays valid when settings change. */
const measured = new LRUCache<string, number>({ max: 5_000 });

/** The estimated pause of a dump in milliseconds. `target` is a key that is unique among all data sources. */
export function estimatePauseMs(goroutines: number, target?: string): number {
  const own = target === undefined ? undefined : measured.get(target);
  return goroutines * (own ?? pauseMsPerGoroutine);
}

/** Records the duration of a dump, from the request to its last byte. This is an upper bound of the pause. */
export function noteDump(target: string, goroutines: number, tookMs: number): void {
  if (goroutines >= minGoroutines) measured.set(target, tookMs / goroutines);
}
