// Runs `go test` and passes its output on.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';

interface GoRun {
  readonly status: number;
  /** Import paths of the packages whose tests ran, taken from the lines with their results. */
  readonly tested: readonly string[];
}

/**
 * `flags` go before the packages, and everything from -args on goes behind them. `say` receives each line of the
 * output.
 */
export function listGoArguments(overlay: string, packages: readonly string[], flags: readonly string[]) {
  if (flags.some((flag) => /^--?overlay(=|$)/.test(flag))) {
    throw usageFailure('-overlay is taken by parked test, which hooks the end of each package with it.');
  }
  const at = flags.findIndex((flag) => /^--?args$/.test(flag));
  const [own, passed] = at < 0 ? [flags, []] : [flags.slice(0, at), flags.slice(at)];
  // A cached result would write no profile.
  const fresh = own.some((flag) => /^--?(test\.)?count(=|$)/.test(flag)) ? [] : ['-count=1'];
  return ['test', `-overlay=${overlay}`, ...fresh, ...own, ...packages, ...passed];
}

export function runGo(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => Promise<void>,
): Promise<GoRun> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { env, stdio: ['inherit', 'pipe', 'inherit'] });
    // Ctrl-C reaches go as well, and go ends its tests. The goroutines that they left are reported.
    const wait = () => undefined;
    process.on('SIGINT', wait);
    const tested = new Set<string>();
    let said = Promise.resolve();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const path = readResult(line);
      if (path !== undefined) tested.add(path);
      said = said.then(() => say(line));
    });
    child.once('error', (error) => {
      process.off('SIGINT', wait);
      reject(new CommandFailure(exitStatus.unreadable, `go test did not start: ${error.message}`));
    });
    child.once('close', (status) => {
      process.off('SIGINT', wait);
      void said.then(() => resolve({ status: status ?? exitStatus.unreadable, tested: [...tested] }));
    });
  });
}

/** `ok  \texample.com/shop\t0.1s`, and the same of FAIL. A package that could not be built has no time. */
export function readResult(line: string): string | undefined {
  return /^(?:ok {2}|FAIL)\t(\S+)\t(?:\d|\(cached\))/.exec(line)?.[1];
}
