// Runs the project's tools, and prints the command that repeats or repairs a failed one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface Step {
  readonly title: string;
  /** A tool of node_modules/.bin and its arguments. */
  readonly tool: string;
  readonly args: readonly string[];
  /** The command that repairs or repeats it. */
  readonly repair: string;
}

/** Types, by TypeScript's native compiler: it takes a fourth of the time. */
export const typecheckSteps: readonly Step[] = [
  typesOf('src/core', 'src/core'),
  typesOf('src/datasource', 'src/datasource'),
  typesOf('src/workbench', 'src/workbench'),
  typesOf('everything else', '.'),
];
export const lintSteps: readonly Step[] = [
  { title: 'lint', tool: 'eslint/bin/eslint.js', args: ['.', '--max-warnings=0'], repair: 'npm run lint' },
  {
    // Rules that need types; eslint would take ten times as long for them.
    title: 'lint by type',
    tool: 'oxlint/bin/oxlint',
    args: ['--type-aware', 'src', 'tests', 'scripts', 'demo'],
    repair: 'npm run lint',
  },
  {
    title: 'format',
    tool: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level=warn', '.'],
    repair: 'npm run format',
  },
];

/** Runs all steps, some at once, and prints the output of each in one piece. Returns those that failed. */
export async function runSteps(
  steps: readonly Step[],
  atOnce: number = availableParallelism(),
): Promise<readonly Step[]> {
  const waiting = [...steps];
  const failed: Step[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      if (!(await runStep(step))) failed.push(step);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return failed;
}

/** Runs the steps, also after a failure, and ends the process with the right status. */
export async function runStepsAndExit(steps: readonly Step[], atOnce?: number): Promise<never> {
  const failed = await runSteps(steps, atOnce);
  process.exit(failed.length === 0 ? 0 : 1);
}

async function runStep(step: Step): Promise<boolean> {
  const startedMs = Date.now();
  const script = join(projectDir, 'node_modules', step.tool);
  const child = spawn(process.execPath, [script, ...step.args], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  const result =
    status === 0
      ? `✓ ${step.title} (${seconds} s)`
      : `✗ ${step.title} (${seconds} s). Repeat or repair: ${step.repair}`;
  process.stdout.write(`${Buffer.concat(said).toString()}${result}\n`);
  return status === 0;
}

function typesOf(what: string, project: string): Step {
  return {
    title: `types of ${what}`,
    tool: 'typescript-native/bin/tsc',
    args: ['-p', project],
    repair: 'npm run typecheck',
  };
}
