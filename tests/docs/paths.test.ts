// Pages name files of the project and link to each other: both have to exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const projectDir = resolve(__dirname, '../..');
const pages = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(join(projectDir, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
].sort();

/** Paths in code spans that begin in a folder of the repository; patterns and placeholders name no single file. */
function listPaths(text: string): string[] {
  return [...text.matchAll(/`((?:src|tests|scripts|demo|docs|provisioning)\/[^`\s]+)`/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => !/[*<>{}…]/.test(path));
}

function listLinks(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').split('#')[0] ?? '')
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}

it.each(pages)('%s names files that exist', (page) => {
  const text = readFileSync(join(projectDir, page), 'utf8');
  const missing = [
    ...listPaths(text).filter((path) => !existsSync(join(projectDir, path))),
    ...listLinks(text).filter((link) => !existsSync(join(projectDir, dirname(page), link))),
  ];
  expect(missing).toEqual([]);
});
