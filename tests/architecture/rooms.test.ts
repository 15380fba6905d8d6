// Holds the code to the rooms of docs/architecture.md: the page and the rule cannot drift, since the page is the rule.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { listCode, listImports, projectDir, resolveImport, type Import } from './import-graph.ts';

const page = readFileSync(join(projectDir, 'docs/architecture.md'), 'utf8');
const rooms = readRooms();
const coreOrder = readCoreOrder();
const files = listCode('src');
const codeFiles = files.filter((file) => !isTest(file));

interface Room {
  /** Relative to `src`. */
  readonly path: string;
  readonly may: readonly string[];
}

/** Lines such as "`core` may import `npm:fflate`, `npm:re2js`; never sees …", which may be wrapped. */
function readRooms(): Room[] {
  return [...page.matchAll(/^- `([^`]+)` may import (.*(?:\n {2}.*)*)/gm)].map(([, path = '', rest = '']) => ({
    path,
    may: codeWords(rest.split('; never sees')[0] ?? ''),
  }));
}

/** Folders of core from left to right; folders side by side share a place. */
function readCoreOrder(): string[][] {
  const sentence = /Within `core` the order is:([^.]*)\./s.exec(page)?.[1] ?? '';
  return sentence.split('←').slice(1).map(codeWords);
}

function codeWords(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/');
}

/** The path below `src` that an import leads to; undefined for a package. */
function targetOf(one: Import): string | undefined {
  return resolveImport(one)?.replace(/^src\//, '');
}

function isInside(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

/** The room of a path below `src`: the longest row that contains it. */
function findRoom(path: string): Room | undefined {
  return rooms.filter((room) => isInside(path, room.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

/** Undefined when the import is allowed, else what is wrong with it. */
function judge(one: Import): string | undefined {
  const room = findRoom(one.file.slice('src/'.length));
  if (room === undefined) return `${one.file} lies in no room of docs/architecture.md`;
  const target = targetOf(one);
  if (target === undefined) {
    const { specifier } = one;
    const builtin = specifier.startsWith('node:') || builtinModules.includes(specifier);
    const name = builtin ? 'node:' : `npm:${packageName(specifier)}`;
    return room.may.includes(name) ? undefined : `${one.file} imports ${specifier}, which ${room.path} may not`;
  }
  const allowed = [room.path, ...room.may].some((path) => isInside(target, path));
  return allowed ? undefined : `${one.file} imports ${target}, which ${room.path} may not`;
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Where a path below `src/core` stands in the order; -1 for a root file. */
function corePlace(path: string): number {
  const folder = path.split('/')[1] ?? '';
  return coreOrder.findIndex((folders) => folders.includes(folder));
}

/** Two different folders that share a place, such as `causes` and `ignore`, may not see each other. */
function isSideBySide(file: string, target: string): boolean {
  return corePlace(file) >= 0 && corePlace(file) === corePlace(target) && file.split('/')[1] !== target.split('/')[1];
}

describe('the list of rooms in docs/architecture.md', () => {
  it('names rooms that exist', () => {
    const missing = rooms.filter((room) => !files.some((file) => isInside(file, `src/${room.path}`)));
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
    const folders = new Set(codeFiles.flatMap((file) => /^src\/core\/([^/]+)\//.exec(file)?.[1] ?? []));
    const wrong = codeFiles
      .filter((file) => file.startsWith('src/core/'))
      .flatMap(listImports)
      .flatMap((one) => {
        const file = one.file.slice('src/'.length);
        const target = targetOf(one);
        return target === undefined ? [] : [[file, target] as const];
      })
      .filter(([file, target]) => corePlace(target) > corePlace(file) || isSideBySide(file, target));
    expect(coreOrder.flat().sort()).toEqual([...folders].sort());
    expect(wrong).toEqual([]);
  });

  it('has no import that hides from it', () => {
    const hidden = codeFiles.filter((file) => /\brequire\s*\(/.test(readFileSync(join(projectDir, file), 'utf8')));
    expect(hidden).toEqual([]);
  });
});
