import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { hashSources, withLock } from './freshness.ts';
import { projectDir } from './steps.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'parked-test-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const hash = (): string => hashSources([relative(projectDir, folder)]);

test('the hash of sources changes with their contents and their names, and not with tests', () => {
  writeFileSync(join(folder, 'a.ts'), 'one');
  const first = hash();
  expect(hash()).toBe(first);
  writeFileSync(join(folder, 'a.test.ts'), 'a test');
  expect(hash()).toBe(first);
  writeFileSync(join(folder, 'a.ts'), 'two');
  const second = hash();
  rmSync(join(folder, 'a.ts'));
  writeFileSync(join(folder, 'b.ts'), 'two');
  expect(new Set([first, second, hash()]).size).toBe(3);
});

test('a request for a held lock waits for its release', async () => {
  const lock = join(folder, 'lock');
  const order: string[] = [];
  const hold = (name: string) =>
    withLock(lock, async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name} ends`);
    });
  await Promise.all([hold('first'), hold('second')]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  expect(existsSync(lock)).toBe(false);
});

test('the lock of a process that died is taken over', async () => {
  const lock = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock, String(pid));
  let done = false;
  await withLock(lock, () => void (done = true));
  expect(done).toBe(true);
});

test('a lock is given back when the work fails', async () => {
  const lock = join(folder, 'lock');
  const fail = (): never => {
    throw new Error('broken');
  };
  await expect(withLock(lock, fail)).rejects.toThrow('broken');
  expect(existsSync(lock)).toBe(false);
});
