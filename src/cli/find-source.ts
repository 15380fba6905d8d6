// Files of the program's source in a folder, found by what a profile calls them: the machine that built the program had
// them elsewhere, so as much of the path as is there counts.
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { limits } from '../core/limits.ts';

export type FindSource = (file: string) => Promise<string | undefined>;

/** Undefined where the folder has no such file, or only one that is too large. Each file is read once. */
export function openSourceFolder(folder: string): FindSource {
  const known = new Map<string, Promise<string | undefined>>();
  return (file) => {
    const text = known.get(file) ?? findIn(resolve(folder), file);
    known.set(file, text);
    return text;
  };
}

/** The path below a folder of a file that a profile names; as the profile has it where it is not there. */
export function placeInFolder(folder: string, file: string): string {
  const found = listEndings(file).find((path) => existsSync(join(folder, ...path)));
  return found === undefined ? file : found.join('/');
}

async function findIn(folder: string, file: string): Promise<string | undefined> {
  for (const path of listEndings(file)) {
    const text = await readSmall(join(folder, ...path));
    if (text !== undefined) return text;
  }
  return undefined;
}

/** `a/b/c.go` as `a/b/c.go`, `b/c.go` and `c.go`. A path that leads up belongs to nobody's source. */
function listEndings(file: string): readonly (readonly string[])[] {
  const parts = file.split(/[/\\]+/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || file.includes('\0')) return [];
  // A drive's letter is no folder.
  const path = parts[0]?.endsWith(':') ? parts.slice(1) : parts;
  return path.map((_, index) => path.slice(index));
}

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > limits.sourceFile.value) return undefined;
    return await readFile(path, 'utf8');
  } catch {
    // Not there, or not to be read: the next ending may be.
    return undefined;
  }
}
