// A folder as a source: its folders are targets, their files series.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './testing/run.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'parked-folder-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const stuck = (count: number): string =>
  `goroutine profile: total ${count}\n${count} @ 0x1 0x2\n#\t0x1\tmain.send+0x1\t/app/main.go:7\n`;

function drop(path: string, text: string | Uint8Array, minutes: number): void {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  utimesSync(file, new Date(), new Date(1_700_000_000_000 + minutes * 60_000));
}

interface Document {
  readonly profiles: readonly { readonly source: string; readonly time: string; readonly target?: object }[];
  readonly verdicts: readonly { readonly service: string }[];
}
const report = async (...argv: readonly string[]) => run(['report', folder, ...argv]);

test('each folder is a target, and its files are a series in the order of their times', async () => {
  drop('shop/shop-1/b.txt', stuck(20), 5);
  drop('shop/shop-1/a.txt.gz', gzipSync(stuck(30)), 10);
  drop('cart/x.txt', stuck(7), 0);
  const { status, out } = await report('--json');
  expect(status).toBe(0);
  const { profiles } = JSON.parse(out) as Document;
  expect(profiles.map(({ source, time }) => [source.slice(folder.length + 1), time])).toEqual([
    ['cart/x.txt', '2023-11-14T22:13:20.000Z'],
    ['shop/shop-1/b.txt', '2023-11-14T22:18:20.000Z'],
    ['shop/shop-1/a.txt.gz', '2023-11-14T22:23:20.000Z'],
  ]);
  const table = await report();
  expect(table.out).toContain('2 targets');
  expect(table.out).toMatch(/shop-1/);
});

test('files that are no profiles are named and skipped', async () => {
  drop('shop/a.txt', stuck(3), 0);
  drop('README.md', '# Profiles', 0);
  const { status, out } = await report();
  expect(status).toBe(0);
  expect(out).toContain(`1 of 2 files in ${folder} is no profile: ${join(folder, 'README.md')}.`);
});

test('a folder without profiles fails, and a link is not followed', async () => {
  expect((await report()).error).toContain(`${folder}: it holds no files.`);
  symlinkSync('/etc', join(folder, 'etc'));
  drop('notes.txt', 'nothing', 0);
  const { status, error } = await report();
  expect(status).toBe(1);
  expect(error).toContain('none of its 1 file is a profile');
});
