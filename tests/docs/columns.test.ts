// Prose keeps to 120 columns, in pages and in comments, so that differences show what changed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const projectDir = resolve(__dirname, '../..');
const columns = 120;

function listFiles(...patterns: readonly string[]): readonly string[] {
  const listed = execFileSync('git', ['ls-files', ...patterns], { cwd: projectDir, encoding: 'utf8' });
  return listed.split('\n').filter((name) => name !== '' && !name.includes('/gen/') && !name.includes('fixtures/'));
}

function findLong(file: string, isProse: (line: string) => boolean): readonly string[] {
  return readFileSync(join(projectDir, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => ([...line].length > columns && isProse(line) ? [`${file}:${index + 1}`] : []));
}

test('no line of prose in a page is longer than 120 columns', () => {
  // Tables, pictures and addresses cannot be wrapped.
  const isProse = (line: string) => !/^\s*(\||!\[|<img|\/d\/|\{\{)/.test(line);
  expect(listFiles('*.md').flatMap((file) => findLong(file, isProse))).toEqual([]);
});

test('no line of a comment is longer than 120 columns', () => {
  const isProse = (line: string) => /^\s*(\/\/|\/\*\*?|\*) /.test(line);
  expect(listFiles('*.ts', '*.tsx', '*.mjs', '*.js').flatMap((file) => findLong(file, isProse))).toEqual([]);
});
