// A million mutated profiles, and adversaries of growing length: what every change tries on hundreds.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

jest.setTimeout(7_200_000);

const projectDir = resolve(__dirname, '../..');

function run(...args: readonly string[]): { readonly status: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: projectDir, encoding: 'utf8' });
  return { status, out: stdout + stderr };
}

test('nothing throws, no goroutine is lost, and none takes more than 200 ms', () => {
  const { status, out } = run('scripts/fuzz.ts', '--count', '1000000', '--seed', '2');
  expect(out).toMatch(/^1000000 inputs in .*, 0 failures, /m);
  expect(status).toBe(0);
});

test('time grows with length alone', () => {
  const { status, out } = run('tests/bench/readers/linear.bench.ts');
  expect(out).toMatch(/^0 of \d+ beyond/m);
  expect(status).toBe(0);
});
