// A token bucket: so many a second, and twice as many at once.

interface Rate {
  /** Whether one more may pass now. */
  take(): boolean;
}

/** `nowMs` is monotonic. */
export function createRate(perSecond: number, nowMs: () => number): Rate {
  const full = 2 * perSecond;
  let left = full;
  let atMs = nowMs();
  return {
    take: () => {
      const now = nowMs();
      left = Math.min(full, left + ((now - atMs) / 1_000) * perSecond);
      atMs = now;
      if (left < 1) return false;
      left--;
      return true;
    },
  };
}
