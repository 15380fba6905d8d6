// How the demo ends: on Ctrl-C, on SIGTERM, when its reader or its parent has gone, when it fails. Whatever it
// started ends with it: in good order where there is time, by SIGKILL where there is none.

const parentCheckMs = 1_000;
const graceMs = 500;

/** A child process, or what stands for one. */
export interface Endable {
  kill(signal: 'SIGKILL'): unknown;
}

export interface Life {
  /** Aborted when the demo should end. */
  readonly ending: AbortSignal;
  /** Ends the demo, as Ctrl-C would. */
  end(): void;
  /** The process that has to be gone, at the latest, when this one goes. */
  guard(child: Endable): void;
}

export function beginLife(): Life {
  const controller = new AbortController();
  const guarded: Endable[] = [];
  const parent = process.ppid;

  let toldMs = 0;
  const onSignal = () => {
    // A second Ctrl-C is for those who can't wait; the handler of 'exit' does the rest. One Ctrl-C can arrive twice,
    // from the terminal and passed on by npm.
    if (controller.signal.aborted && performance.now() - toldMs > graceMs) process.exit(130);
    if (!controller.signal.aborted) toldMs = performance.now();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('exit', () => {
    for (const child of guarded) child.kill('SIGKILL');
  });
  // A reader like `head` goes away in the middle: that is the end, not an error.
  process.stdout.on('error', () => controller.abort());
  process.stderr.on('error', () => controller.abort());
  setInterval(() => {
    if (process.ppid !== parent) controller.abort();
  }, parentCheckMs).unref();

  return { ending: controller.signal, end: () => controller.abort(), guard: (child) => void guarded.push(child) };
}
