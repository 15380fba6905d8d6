// docs/reliability.md lists every promise, and each test that it names is there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const projectDir = resolve(__dirname, '../..');
const promises = readRows();

test('every number has one row', () => {
  expect(promises.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `R${index + 1}`));
});

test.each(promises)('$id names tests that are there, of the tier it says', ({ tier, paths }) => {
  const missing = paths.filter((path) =>
    path.includes('*') ? find(path).length === 0 : !existsSync(join(projectDir, path)),
  );
  expect(missing).toEqual([]);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    if (path.includes('.nightly.')) expect(tier).toContain('N');
    if (path.includes('.release.')) expect(tier).toContain('R');
  }
});

/** A row without a number goes on with the promise above it. */
function readRows() {
  const promises: { readonly id: string; readonly tier: string; readonly paths: string[] }[] = [];
  for (const line of readFileSync(join(projectDir, 'docs/reliability.md'), 'utf8').split('\n')) {
    const [, id = '', , tier = '', where = ''] = line.split('|').map((cell) => cell.trim());
    if (/^R\d+$/.test(id)) promises.push({ id, tier, paths: [] });
    if (line.startsWith('|')) promises.at(-1)?.paths.push(...pathsIn(where));
  }
  return promises;
}

function pathsIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`((?:src|tests)\/[^`]+)`/g)].map(([, path = '']) => path);
}

function find(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: projectDir });
}
