// The bounds in docs/security.md are those in force.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../../src/core/limits.ts';
import { readTable } from './page-table.ts';
import { formatLimit } from './format-limit.ts';

const page = readTable(readFileSync(join(__dirname, '../../docs/security.md'), 'utf8'), 'Bounds');
const rows = page.slice(1);

test('every bound is there, with its value, who sets it, and why', () => {
  const told = rows.map(([name, value, who, , why]) => `${name} ${value} ${who} ${why}`);
  const real = Object.entries(limits).map(
    ([name, limit]) => `\`${name}\` ${formatLimit(limit)} ${limit.fixed ? 'nobody' : 'admin'} ${limit.why}`,
  );
  expect(told).toEqual(real);
});

test('each says what it protects', () => {
  const words = ['plugin', 'target', 'browser', 'disk', 'server', 'network'];
  expect(rows.filter(([, , , protects = '']) => !words.includes(protects))).toEqual([]);
});
