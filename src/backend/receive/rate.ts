// A token bucket with a rate per second and a burst of twice that rate.

interface Rate {
  /** Whether one more call may pass now. */
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
