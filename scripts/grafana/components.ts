// The component tests of the browser half with the packages and the React of one release.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../lib/steps.ts';
import type { Release } from './releases.ts';
import type { Result } from './result.ts';

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export function testComponents({ folder }: Release): Result {
  const outputFile = join(folder, 'components.json');
  rmSync(outputFile, { force: true });
  const jest = join(projectDir, 'node_modules/jest/bin/jest.js');
  const { stderr } = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      jest,
      ...['--selectProjects', 'browser'],
      ...['--json', `--outputFile=${outputFile}`],
      'src/datasource',
    ],
    {
      cwd: projectDir,
      encoding: 'utf8',
      env: { ...process.env, PARKED_GRAFANA: folder },
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  const report = read(outputFile);
  if (report === undefined) return { passed: 0, failures: [`component tests left no report:\n${stderr.slice(-4000)}`] };
  const failures = report.testResults.flatMap(({ message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    // A file that could not be loaded has no tests.
    if (assertionResults.length === 0) return [message];
    return failed.map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`);
  });
  if (report.numPassedTests === 0 && failures.length === 0) return { passed: 0, failures: ['no component test ran'] };
  return { passed: report.numPassedTests, failures };
}

function read(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}
