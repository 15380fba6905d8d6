// docs/reliability.md lists every promise, and each test that it names is there.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const projectDir = resolve(__dirname, '../..');
const rows = readFileSync(join(projectDir, 'docs/reliability.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| R\d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('every number has one row', () => {
  expect(rows.map(([, id]) => id)).toEqual(Array.from({ length: 40 }, (_, index) => `R${index + 1}`));
});

test.each(rows.map(([, id = '', , tier = '', where = '', result = '']) => ({ id, tier, where, result })))(
  '$id names tests that are there, of the tier it says, and what came out',
  ({ tier, where, result }) => {
    const paths = [...where.matchAll(/`((?:src|tests)\/[^`]+)`/g)].map(([, path = '']) => path);
    const missing = paths.filter((path) =>
      path.includes('*') ? find(path).length === 0 : !existsSync(join(projectDir, path)),
    );
    expect(missing).toEqual([]);
    expect(result).not.toBe('');
    if (tier === '–') return;
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      if (path.includes('.nightly.')) expect(tier).toContain('N');
      if (path.includes('.release.')) expect(tier).toContain('R');
    }
  },
);

function find(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: projectDir });
}
