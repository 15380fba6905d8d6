// When an answer came, although this process was too busy to look. What a fetch took decides how seldom its target is
// asked: a pause of Parked's own (a large profile to read, a disk that is slow) must not be taken for the target's time.

/** How often it is looked whether the loop still comes round. */
const beatMs = 5;

/** Pauses shorter than this are not worth telling apart. */
const shortestPauseMs = 2 * beatMs;

let watchers = 0;
let beat: ReturnType<typeof setInterval> | undefined;
let lastBeatMs = 0;
/** The newest pause: from the last beat before it to the first after it. */
let pause = { fromMs: 0, toMs: -Infinity };

export interface LoopWatch {
  /** Milliseconds on the clock of `performance.now()`. Called when an answer is seen; where that was after a pause of this process, the moment before it. */
  arrivedMs(): number;
  end(): void;
}

/** Watches until `end` is called. Many share one timer. */
export function watchLoop(): LoopWatch {
  if (watchers++ === 0) {
    lastBeatMs = performance.now();
    beat = setInterval(noteBeat, beatMs);
    beat.unref();
  }
  let isOver = false;
  return {
    arrivedMs,
    end: () => {
      if (isOver) return;
      isOver = true;
      if (--watchers === 0) clearInterval(beat);
    },
  };
}

function noteBeat(): void {
  const nowMs = performance.now();
  if (nowMs - lastBeatMs > beatMs + shortestPauseMs) pause = { fromMs: lastBeatMs, toMs: nowMs };
  lastBeatMs = nowMs;
}

function arrivedMs(): number {
  const nowMs = performance.now();
  // After a pause, runtimes look at timers or at sockets first, as they like; and what many sockets have brought is
  // worked off one by one.
  if (nowMs - lastBeatMs > beatMs + shortestPauseMs && lastBeatMs !== pause.toMs) return lastBeatMs;
  const isJustAfter = lastBeatMs === pause.toMs || nowMs - pause.toMs < shortestPauseMs;
  return isJustAfter ? pause.fromMs : nowMs;
}
