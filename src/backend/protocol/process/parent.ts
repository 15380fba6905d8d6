// Detects that the host is gone. Nothing stops the plugin of a killed host, and standard input is inherited from the
// host, so it does not end either.

/** Grafana starts a new plugin at once, and both would write the history until then. */
const checkEveryMs = 500;

/**
 * Calls `onGone` when the process gets another parent. Compares with the parent at the start and not with 1, because
 * orphans may go to another reaper than init, and the host itself may be process 1.
 */
export function watchParent(onGone: () => void, readParent: () => number = () => process.ppid): { stop(): void } {
  const parent = readParent();
  const timer = setInterval(() => {
    if (readParent() === parent) return;
    clearInterval(timer);
    onGone();
  }, checkEveryMs);
  return { stop: () => clearInterval(timer) };
}
