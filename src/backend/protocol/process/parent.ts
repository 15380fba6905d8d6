// Notices that the host is gone. Nobody kills the plugin of a host that was killed, and standard input, which is the
// host's own, does not end either.

const checkEveryMs = 500;

/**
 * Calls `onGone` once the process has another parent than at its start. Compared with the start and not with 1, since
 * orphans may go to a reaper other than init, and the host itself may be process 1.
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
