// `npm test`: everything that has to hold, in one command. Ends with the counts on a line of their own.
// `npm run test:nightly`, `npm run test:release`: what takes longer, one file after the other.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintSteps, projectDir, runSteps, typecheckSteps } from './lib/steps.ts';

/** The part of jest's JSON report that is read here. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const tiers = ['nightly', 'release'];
const tier = process.argv.slice(2).find((argument) => tiers.includes(argument));
const jestArgs = process.argv.slice(2).filter((argument) => argument !== tier);

// Arguments narrow the run to some tests: then the checks of the whole tree are left out.
if (tier === undefined && jestArgs.length === 0) {
  const steps = [...typecheckSteps, ...lintSteps];
  counts.failed = (await runSteps(steps)).length;
  counts.passed = steps.length - counts.failed;
}
runJest(jestArgs);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(counts.failed === 0 ? 0 : 1);

function runJest(args: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'parked-test-'));
  const reportPath = join(folder, 'report.json');
  process.stdout.write('▸ tests …\n');
  try {
    spawnSync(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(projectDir, 'node_modules/jest/bin/jest.js'),
        '--json',
        `--outputFile=${reportPath}`,
        // One worker more than there are cores, since many tests wait for processes. Long tests load the machine by
        // themselves: they would spoil each other's figures.
        ...(tier === undefined ? [`--maxWorkers=${availableParallelism() + 1}`] : ['--runInBand', '--passWithNoTests']),
        ...args,
      ],
      {
        cwd: projectDir,
        // Figures of long tests are what they are run for.
        stdio: ['ignore', tier === undefined ? 'ignore' : 'inherit', 'inherit'],
        env: { ...process.env, ...(tier === undefined ? {} : { PARKED_TIER: tier }) },
      },
    );
    countJest(JSON.parse(readFileSync(reportPath, 'utf8')) as JestReport);
  } catch (error) {
    process.stdout.write(`✗ jest left no report: ${String(error)}\n`);
    counts.failed++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countJest(report: JestReport): void {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter((test) => test.status === 'pending' || test.status === 'todo');
  counts.passed += report.numPassedTests;
  counts.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  counts.skipped += skipped.length;
  for (const test of skipped) process.stdout.write(`skipped: ${test.fullName}\n`);
}
