// How long a target took, although this process was too busy to look. What a fetch took decides how seldom its target is
// asked: pauses of Parked's own (a large profile to read, a disk that is slow) must not be taken for the target's time.

/** How often it is looked whether the loop still comes round. */
const beatMs = 5;

/** Pauses shorter than this are not worth telling apart; turns of those who work are longer. */
const shortestPauseMs = beatMs;

let watchers = 0;
let beat: ReturnType<typeof setInterval> | undefined;
let lastBeatMs = 0;
/** All pauses that are over. */
let pausedMs = 0;

export interface LoopWatch {
  /** Milliseconds since the watch began, without the pauses of this process. */
  elapsedMs(): number;
  end(): void;
}

/** Watches until `end` is called. Many share one timer. */
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

/** With the pause that is not over: runtimes look at timers or at sockets first, as they like. */
function pausedUntil(nowMs: number): number {
  const lateMs = nowMs - lastBeatMs - beatMs;
  return lateMs > shortestPauseMs ? pausedMs + lateMs : pausedMs;
}
