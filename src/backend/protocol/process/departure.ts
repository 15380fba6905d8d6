// Shuts the plugin down: once, in order, and in time. The host kills a plugin after two seconds.

interface DepartureStep {
  readonly name: string;
  readonly run: () => Promise<void> | void;
  /** After this time the next step begins. */
  readonly timeoutMs: number;
}

/** Runs the steps in order. A step that fails or times out is reported and does not stop the others. */
export async function depart(
  steps: readonly DepartureStep[],
  report: (step: string, error: unknown) => void,
): Promise<void> {
  for (const { name, run, timeoutMs } of steps) {
    try {
      await finishWithin(Promise.resolve().then(run), timeoutMs);
    } catch (error) {
      report(name, error);
    }
  }
}

async function finishWithin(work: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
