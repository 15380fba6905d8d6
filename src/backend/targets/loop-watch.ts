// Measures elapsed time without pauses of this process's event loop. The duration of a fetch decides how often its
// target is asked, so pauses of Parked (a large profile, a slow disk) must not count as the target's time.

/** Interval of the timer that detects pauses. */
const beatMs = 5;

/** Shorter pauses are ignored. Time slices of busy code are longer than this. */
const shortestPauseMs = beatMs;

/** The timer and its watchers. Process-wide, like the event loop that they measure. */
let watchers = 0;
let beat: ReturnType<typeof setInterval> | undefined;
let lastBeatMs = 0;
/** Total of all finished pauses. */
let pausedMs = 0;

interface LoopWatch {
  /** Milliseconds since the watch began, without the pauses of this process. */
  elapsedMs(): number;
  end(): void;
}

/** Starts a watch. Call `end` to stop it. All watches share one timer. */
export function watchLoop(): LoopWatch {
  const startedMs = performance.now();
  if (watchers++ === 0) {
    lastBeatMs = startedMs;
    beat = setInterval(noteBeat, beatMs);
    beat.unref();
  }
  const pausedBeforeMs = pausedUntil(startedMs);
  let isOver = false;
  return {
    elapsedMs: () => {
      const nowMs = performance.now();
      return Math.max(0, nowMs - startedMs - (pausedUntil(nowMs) - pausedBeforeMs));
    },
    end: () => {
      if (isOver) return;
      isOver = true;
      if (--watchers === 0) clearInterval(beat);
    },
  };
}

function noteBeat(): void {
  const nowMs = performance.now();
  pausedMs = pausedUntil(nowMs);
  lastBeatMs = nowMs;
}

/** Includes a pause in progress, because runtimes differ in whether timers or sockets run first. */
function pausedUntil(nowMs: number): number {
  const lateMs = nowMs - lastBeatMs - beatMs;
  return lateMs > shortestPauseMs ? pausedMs + lateMs : pausedMs;
}
