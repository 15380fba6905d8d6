// What a debug=2 dump costs the program that is asked for one.

/** Measured with Go 1.26: how long the world stands still, by goroutine. */
const pauseMsPerGoroutine = 0.006;

/** For how long a dump of so many goroutines stops the target. */
export function estimatePauseMs(goroutines: number): number {
  return goroutines * pauseMsPerGoroutine;
}
