// The workflow in docs/ is read as GitHub reads it, and its commands as Parked does: an example that does not run is
// worse than none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { run } from '../../src/cli/testing/run.ts';

jest.setTimeout(60_000);

const text = readFileSync(join(__dirname, '../../docs/github-actions.yml'), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

const workflow = parse(text) as {
  readonly on: object;
  readonly jobs: Readonly<Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>>;
};
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
const commands = steps
  .flatMap((step) => (step.run ?? '').split('\n'))
  .flatMap((line) => /^\s*parked (.*?)(?: > .*)?$/.exec(line)?.[1] ?? []);

test('the workflow has steps that either use an action or run something', () => {
  expect(Object.keys(workflow.on).length).toBeGreaterThan(0);
  expect(steps.length).toBeGreaterThan(5);
  for (const step of steps) expect([step.uses, step.run].filter((one) => one !== undefined)).toHaveLength(1);
});

test('it calls Parked three times', () => expect(commands).toHaveLength(3));

// No server listens on that port. Known options end with status 1, others with 2.
test.each(commands)('parked %s is a command that Parked understands', async (command) => {
  const words = command.split(' ').map((word) => word.replace('localhost:6060', '127.0.0.1:1'));
  expect((await run(words)).status).toBe(1);
});
