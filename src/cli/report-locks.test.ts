import { join } from 'node:path';
import { run } from './testing/run.ts';

const programs = join(__dirname, '../../tests/causes');
const recorded = (shape: string) => join(programs, 'recorded/locks/go1.27', `${shape}.txt`);
const report = (shape: string, ...more: readonly string[]) => run(['report', recorded(shape), ...more]);
const source = ['--source', join(programs, 'locks')];

test('the drawing of a circle comes first, and behind it the lines that take and ask, where source is at hand', async () => {
  const { out } = await report('lock-order/two-types', ...source);
  const drawing = out.indexOf('──waits for──');
  expect(drawing).toBeGreaterThan(0);
  expect(out.indexOf('──which closes the circle')).toBeGreaterThan(drawing);
  expect(out).toMatch(/order\.go:\d+ +\w+\.mu\.Lock\(\) {2}\/\/ takes the lock/);
  expect(out).toMatch(/order\.go:\d+ +\w+\.mu\.Lock\(\) {2}\/\/ asks for it/);
  expect((await report('lock-order/two-types')).out).not.toContain('// takes the lock');
});

test('a lock that nobody gives back shows the return that lacks its Unlock', async () => {
  const { out } = await report('lock-never-released/handlers', ...source);
  expect(out).toMatch(/more_never\.go:\d+ +return 0, errors\.New\("none"\) {2}\/\/ leaves without Unlock/);
});

test('the lines are in the JSON and in the Markdown as well', async () => {
  const { out } = await report('lock-never-released/handlers', ...source, '--json');
  const { suspects } = JSON.parse(out) as { readonly suspects: readonly { readonly lockLines: readonly object[] }[] };
  expect(suspects[0]!.lockLines).toContainEqual(
    expect.objectContaining({ does: 'leaves', text: 'return 0, errors.New("none")', line: expect.any(Number) }),
  );
  const markdown = (await report('lock-never-released/handlers', ...source, '--markdown')).out;
  expect(markdown).toContain('// leaves without Unlock');
});

test('a folder that lacks the files changes nothing', async () => {
  const without = (await report('lock-order/two-types')).out;
  expect((await report('lock-order/two-types', '--source', join(programs, 'recorded'))).out).toBe(without);
});
