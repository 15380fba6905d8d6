// Runs the project's tools in order, and prints each command so that a failing one can be repeated.
import { spawnSync } from 'node:child_process';
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

export const typecheckSteps: readonly Step[] = [
  { title: 'types of src/core', tool: 'typescript/bin/tsc', args: ['-p', 'src/core'], repair: 'npm run typecheck' },
  {
    title: 'types of src/datasource',
    tool: 'typescript/bin/tsc',
    args: ['-p', 'src/datasource'],
    repair: 'npm run typecheck',
  },
  {
    title: 'types of src/workbench',
    tool: 'typescript/bin/tsc',
    args: ['-p', 'src/workbench'],
    repair: 'npm run typecheck',
  },
  { title: 'types of everything else', tool: 'typescript/bin/tsc', args: ['-p', '.'], repair: 'npm run typecheck' },
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

/** Runs one step with its output on the terminal; true when it succeeded. */
export function runStep(step: Step): boolean {
  const startedMs = Date.now();
  process.stdout.write(`▸ ${step.title} …\n`);
  const script = join(projectDir, 'node_modules', step.tool);
  const { status } = spawnSync(process.execPath, [script, ...step.args], { cwd: projectDir, stdio: 'inherit' });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    status === 0
      ? `✓ ${step.title} (${seconds} s)\n`
      : `✗ ${step.title} (${seconds} s). Repeat or repair: ${step.repair}\n`,
  );
  return status === 0;
}

/** Runs all steps, also after a failure, and ends the process with the right status. */
export function runStepsAndExit(steps: readonly Step[]): never {
  const failed = steps.filter((step) => !runStep(step));
  process.exit(failed.length === 0 ? 0 : 1);
}
