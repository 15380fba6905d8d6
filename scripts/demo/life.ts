// Ends the demo on Ctrl-C, on SIGTERM, when its reader or parent has gone, and on failure. Ends whatever the demo
// started: in good order if there is time, otherwise by SIGKILL.

const parentCheckMs = 1_000;
const graceMs = 500;

/** A child process, or its substitute in a test. */
export interface Endable {
  kill(signal: 'SIGKILL'): unknown;
}

export interface Life {
  /** Aborted when the demo should end. */
  readonly ending: AbortSignal;
  /** Ends the demo, as Ctrl-C would. */
  end(): void;
  /** A process that must end with this one at the latest. */
  guard(child: Endable): void;
}

export function beginLife(): Life {
  const controller = new AbortController();
  const guarded: Endable[] = [];
  const parent = process.ppid;

  let toldMs = 0;
  const onSignal = () => {
    // A second Ctrl-C ends at once; the handler of 'exit' does the rest. One Ctrl-C may arrive twice, from the terminal
    // and from npm.
    if (controller.signal.aborted && performance.now() - toldMs > graceMs) process.exit(130);
    if (!controller.signal.aborted) toldMs = performance.now();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  process.on('exit', () => {
    for (const child of guarded) child.kill('SIGKILL');
  });
  // A reader such as `head` may close the pipe early, which is not an error.
  process.stdout.on('error', () => controller.abort());
  process.stderr.on('error', () => controller.abort());
  setInterval(() => {
    if (process.ppid !== parent) controller.abort();
  }, parentCheckMs).unref();

  return { ending: controller.signal, end: () => controller.abort(), guard: (child) => void guarded.push(child) };
}
