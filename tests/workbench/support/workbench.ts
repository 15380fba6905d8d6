// Starts `parked serve` as a person does, as a process of its own, with the page as it is built now.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectDir } from '../../../scripts/lib/steps.ts';

const startTimeoutMs = 60_000;

export interface RunningWorkbench {
  readonly url: string;
  /** From the start of the process to its address on standard output. */
  readonly startedMs: number;
  /** Its standard error so far. */
  readonly errors: () => string;
  /** As Ctrl-C does; gives the exit status. */
  interrupt(): Promise<number | null>;
}

let isBuilt = false;

export function buildPage(): void {
  if (isBuilt) return;
  const build = spawnSync(process.execPath, ['scripts/run.mjs', 'build', 'workbench'], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  if (build.status !== 0) throw new Error(`"npm run build workbench" failed:\n${build.stdout}${build.stderr}`);
  isBuilt = true;
}

export async function startWorkbench(
  args: readonly string[],
  command: readonly [string, ...string[]] = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    'src/executable.ts',
  ],
): Promise<RunningWorkbench> {
  buildPage();
  const [program, ...before] = command;
  const startMs = performance.now();
  const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const child = spawn(program, [...before, 'serve', '--no-open', ...listen, ...args], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No address within a minute. ${errors}`)), startTimeoutMs);
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    void ended.then((status) => reject(new Error(`parked serve ended with ${status}: ${errors}`)));
  });
  return {
    url,
    startedMs: performance.now() - startMs,
    errors: () => errors,
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}
