// Holds the code to the table of docs/architecture.md: the page and the rule cannot drift, since the page is the rule.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

const projectDir = resolve(__dirname, '..');
const sourceDir = join(projectDir, 'src');
const rooms = readRooms();
const coreOrder = readCoreOrder();

interface Room {
  readonly path: string;
  readonly may: readonly string[];
}

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** Rows of the first table whose first cell is a room. */
function readRooms(): Room[] {
  const page = readFileSync(join(projectDir, 'docs/architecture.md'), 'utf8');
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, room, may]) => ({ path: codeWords(room ?? '')[0] ?? '', may: codeWords(may ?? '') }));
}

/** Folders of core from left to right; folders side by side share a place. */
function readCoreOrder(): string[][] {
  const page = readFileSync(join(projectDir, 'docs/architecture.md'), 'utf8');
  const sentence = /Within `core` the order is:([^.]*)\./s.exec(page)?.[1] ?? '';
  return sentence.split('←').slice(1).map(codeWords);
}

function codeWords(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

function listSourceFiles(): string[] {
  return readdirSync(sourceDir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .sort();
}

function listImports(file: string): Import[] {
  const text = readFileSync(join(sourceDir, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
}

/** The room of a path under src: the longest row that contains it. */
function findRoom(path: string): Room | undefined {
  return rooms
    .filter((room) => path === room.path || path.startsWith(`${room.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/');
}

/** Undefined when the import is allowed, else what is wrong with it. */
function judge({ file, specifier }: Import): string | undefined {
  const room = findRoom(file);
  if (room === undefined) return `${file} lies in no room of docs/architecture.md`;
  if (!specifier.startsWith('.')) {
    const name =
      specifier.startsWith('node:') || builtinModules.includes(specifier) ? 'node:' : `npm:${packageName(specifier)}`;
    return room.may.includes(name) ? undefined : `${file} imports ${specifier}, which ${room.path} may not`;
  }
  const target = relative(sourceDir, resolve(sourceDir, dirname(file), specifier));
  if (target.startsWith('..')) return `${file} imports ${specifier}, which lies outside src`;
  const inside = [room.path, ...room.may].some((path) => target === path || target.startsWith(`${path}/`));
  return inside ? undefined : `${file} imports ${target}, which ${room.path} may not`;
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function corePlace(path: string): number {
  const folder = path.split('/')[1] ?? '';
  return coreOrder.findIndex((folders) => folders.includes(folder));
}

describe('the table of docs/architecture.md', () => {
  const files = listSourceFiles();
  const codeFiles = files.filter((file) => !isTest(file));

  it('names rooms that are there', () => {
    const missing = rooms.filter(
      (room) => !files.some((file) => file === room.path || file.startsWith(`${room.path}/`)),
    );
    expect(rooms.length).toBeGreaterThan(5);
    expect(missing.map((room) => room.path)).toEqual([]);
  });

  it('holds for every import of the code', () => {
    const wrong = codeFiles
      .flatMap(listImports)
      .map(judge)
      .filter((problem) => problem !== undefined);
    expect(wrong).toEqual([]);
  });

  it('keeps core in its order, from left to right', () => {
    const wrong = codeFiles
      .filter((file) => file.startsWith('core/'))
      .flatMap(listImports)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ file, specifier }) => [file, relative(sourceDir, resolve(sourceDir, dirname(file), specifier))] as const)
      .filter(([file, target]) => corePlace(target) > corePlace(file) || sideBySide(file, target));
    expect(coreOrder.flat()).toEqual(['profile', 'metrics', 'stack', 'causes', 'ignore', 'analysis', 'query']);
    expect(wrong).toEqual([]);
  });

  it('has no import that hides from it', () => {
    const hidden = codeFiles.filter((file) => /\brequire\s*\(/.test(readFileSync(join(sourceDir, file), 'utf8')));
    expect(hidden).toEqual([]);
  });
});

/** Two different folders that share a place, such as `causes` and `ignore`, may not see each other. */
function sideBySide(file: string, target: string): boolean {
  return corePlace(file) >= 0 && corePlace(file) === corePlace(target) && file.split('/')[1] !== target.split('/')[1];
}
