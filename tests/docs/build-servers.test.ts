// The action for GitHub and the job for GitLab: read as their servers read them, and their commands run in a shell,
// with the command line of this folder and a Go that only notes its arguments.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { projectDir } from '../../scripts/lib/steps.ts';

interface Step {
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(readFileSync(join(projectDir, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};
const job = (
  parse(readFileSync(join(projectDir, 'docs/gitlab-ci.yml'), 'utf8')) as {
    readonly goroutines: { readonly script: readonly string[]; readonly artifacts: object };
  }
).goroutines;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-action-'));
  const program = join(projectDir, 'src/executable.ts');
  const files = {
    parked: `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${program}" "$@"\n`,
    go: `#!/bin/sh
case "$1" in
  env) echo '{"GOVERSION":"go1.27.0","GOROOT":"${folder}/goroot","GOEXPERIMENT":"","GOMODCACHE":"","GOCACHE":"${folder}/cache"}' ;;
  test) echo "$@" > "${folder}/arguments"
    printf 'example.com/shop\\n${folder}\\ngoroutine 7 [chan send (leaked)]:\\nexample.com/shop.Send()\\n\\t/shop/shop.go:6 +0x1d\\n' \\
      > "$PARKED_TEST_PROFILES/1.txt" ;;
esac
`,
  };
  mkdirSync(join(folder, 'goroot/src/testing'), { recursive: true });
  writeFileSync(
    join(folder, 'goroot/src/testing/testing.go'),
    'func (m *M) before() {\n}\nfunc (m *M) after() {\n\t\tm.writeProfiles()\n}\n',
  );
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runShell(script: string, env: Readonly<Record<string, string>>) {
  return spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env, PATH: [folder, process.env['PATH'] ?? ''].join(delimiter) },
  });
}

test('the action is composite, explains its inputs, and puts none of them into the text of a script', () => {
  expect(action.runs.using).toBe('composite');
  for (const { description } of Object.values(action.inputs)) expect(description).not.toBe('');
  for (const { run, shell } of action.runs.steps) expect([shell, run.includes('${{')]).toEqual(['bash', false]);
});

test('its test step prints annotations, writes the summary and ends with the status of parked test', () => {
  const summary = join(folder, 'summary.md');
  const output = join(folder, 'output');
  const { status, stdout, stderr } = runShell(action.runs.steps.at(-1)?.run ?? '', {
    PARKED_PACKAGES: './... ./more',
    PARKED_FLAGS: '-race -run Some',
    PARKED_BASELINE: '',
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: output,
  });
  expect([status, stderr]).toEqual([3, '']);
  expect(stdout).toContain('::error file=/shop/shop.go,line=6,title=1 goroutine in chan send');
  expect(readFileSync(summary, 'utf8')).toContain('# Goroutines left behind by tests');
  expect(readFileSync(output, 'utf8')).toBe('status=3\n');
  expect(readFileSync(join(folder, 'arguments'), 'utf8')).toContain('-count=1 -race -run Some ./... ./more\n');
});

test('its install step wants a checksum for a URL', () => {
  const env = { RUNNER_TEMP: folder, GITHUB_PATH: join(folder, 'path'), PARKED_SHA256: '' };
  const { status, stderr } = runShell(action.runs.steps[0]?.run ?? '', {
    ...env,
    PARKED_PACKAGE: 'https://127.0.0.1:1/x',
  });
  expect([status, stderr]).toEqual([2, 'A URL needs sha256.\n']);
});

test('the job for GitLab writes a code quality report', () => {
  writeFileSync(join(folder, 'leaks.json'), '{"version":1,"leaks":[]}');
  const { status, stderr } = runShell(job.script.join('\n'), {});
  expect([status, stderr]).toEqual([3, '']);
  const report = JSON.parse(readFileSync(join(folder, 'gl-code-quality-report.json'), 'utf8')) as readonly object[];
  expect(report).toMatchObject([{ severity: 'major', location: { path: '/shop/shop.go', lines: { begin: 6 } } }]);
  expect(job.artifacts).toMatchObject({ reports: { codequality: 'gl-code-quality-report.json' } });
});
