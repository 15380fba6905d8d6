// The page of the demo: `parked serve` on the leaky service, by the executable that was just built.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface DemoWorkbench {
  readonly url: string;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

const startTimeoutMs = 30_000;

/** Throws when the page does not come up. */
export async function startWorkbench(executable: string, serviceUrl: string): Promise<DemoWorkbench> {
  const child = spawn(executable, ['serve', serviceUrl, '--leak-profile', '--no-open', '--with-parent'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The workbench did not start in time.')), startTimeoutMs);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      clearTimeout(timer);
      reject(new Error(`The workbench ended with status ${String(status)}.`));
    });
  });
  return {
    url,
    child,
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
