// Finds source files of the program in a folder, by their paths in a profile. The machine that built the program had
// them at other places, so the longest ending of the path that exists is used.
import { existsSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { limits } from '../core/limits.ts';

export type FindSource = (file: string) => Promise<string | undefined>;

/** Undefined if the folder does not have the file, or only one that is too large. Each file is read once. */
export function openSourceFolder(folder: string): FindSource {
  const known = new Map<string, Promise<string | undefined>>();
  return (file) => {
    const text = known.get(file) ?? findIn(resolve(folder), file);
    known.set(file, text);
    return text;
  };
}

/** The path, relative to the folder, of a file that a profile names; unchanged if the folder does not have it. */
export function placeInFolder(folder: string, file: string): string {
  const found = listEndings(file).find((path) => existsSync(join(folder, ...path)));
  return found === undefined ? file : found.join('/');
}

async function findIn(folder: string, file: string): Promise<string | undefined> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return undefined;
  for (const path of listEndings(file)) {
    const text = await readSmall(join(root, ...path), root);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** `a/b/c.go`, `b/c.go` and `c.go` for `a/b/c.go`. A path with `..` matches nothing. */
function listEndings(file: string): readonly (readonly string[])[] {
  const parts = file.split(/[/\\]+/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || file.includes('\0')) return [];
  // A drive letter is not a folder.
  const path = parts[0]?.endsWith(':') ? parts.slice(1) : parts;
  return path.map((_, index) => path.slice(index));
}

/** A link that leads out of the folder is not followed. */
async function readSmall(path: string, root: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
    const found = await stat(real);
    if (!found.isFile() || found.size > limits.sourceFile.value) return undefined;
    return await readFile(real, 'utf8');
  } catch {
    // The file is missing or unreadable; a shorter ending may exist.
    return undefined;
  }
}
