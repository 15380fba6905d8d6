// Where a frame's source is in a repository: module, version, path within the module. Profiles give it as a path on the
// machine that built the program.
import type { Frame } from '../profile/model.ts';
import { guessModule } from './guess-module.ts';
import { looksStandard } from './standard-library.ts';
import { readPackagePath } from './symbol.ts';

export interface SourcePlace {
  readonly module: string;
  /** Version of a dependency; undefined for the program's own module, whose version no frame shows. */
  readonly version: string | undefined;
  /** Path within the module, with slashes. */
  readonly file: string;
  readonly line: number;
}

export type PlaceSource = (frame: Frame) => SourcePlace | undefined;

/**
 * `ownCode` holds module prefixes from the settings, which show where a module ends in a package path; without them it
 * is guessed. The frames of a profile show where package main is relative to the others. Undefined for the standard
 * library and for frames without a file.
 */
export function makeSourcePlaces(frames: Iterable<Frame>, ownCode: readonly string[]): PlaceSource {
  const roots = findRoots(frames, ownCode);
  return (frame) => {
    const { file, line } = frame;
    if (file === '' || file.startsWith('<') || line <= 0) return undefined;
    const cached = placeInCache(file);
    if (cached) return isPath(cached.file) ? { ...cached, line } : undefined;
    const path = readPackagePath(frame.function);
    if (
      path !== 'main' &&
      looksStandard(path) &&
      !isWithinAny(path, ownCode) &&
      !roots.has(findModule(path, ownCode))
    ) {
      return undefined;
    }
    const own = path === 'main' ? placeMain(file, roots) : placeByPackage(file, path, ownCode);
    return own && isPath(own.file) ? { ...own, version: undefined, line } : undefined;
  };
}

/**
 * Reads `/go/pkg/mod/github.com/!acme/lib@v1.2.3/sub/file.go`, and the same without the text before the module
 * (-trimpath).
 */
function placeInCache(file: string): Omit<SourcePlace, 'line'> | undefined {
  const at = file.indexOf('@v');
  if (at < 0) return undefined;
  const end = file.indexOf('/', at);
  const cache = file.lastIndexOf('/pkg/mod/', at);
  const before = file.slice(cache < 0 ? 0 : cache + '/pkg/mod/'.length, at);
  if (end < 0 || before.startsWith('/')) return undefined;
  // Upper case is written with a mark, for file systems that ignore case.
  const module = before.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { module, version: file.slice(at + 1, end), file: file.slice(end + 1) };
}

function placeByPackage(file: string, path: string, ownCode: readonly string[]) {
  if (path === '') return undefined;
  const module = findModule(path, ownCode);
  const within = path.slice(module.length + 1);
  return { module, file: within === '' ? baseName(file) : `${within}/${baseName(file)}` };
}

/** Package main has no import path. Its file shows its folder, below the root that the other packages share. */
function placeMain(file: string, roots: ReadonlyMap<string, string>): Omit<SourcePlace, 'line' | 'version'> {
  for (const [module, root] of roots) {
    if (root !== '' && file.startsWith(`${root}/`)) return { module, file: file.slice(root.length + 1) };
    if (file.startsWith(`${module}/`)) return { module, file: file.slice(module.length + 1) };
  }
  // With -trimpath, the file is its import path.
  if (!file.startsWith('/') && file[1] !== ':') {
    const guessed = findModule(file.slice(0, Math.max(file.lastIndexOf('/'), 0)), []);
    return { module: guessed, file: file.slice(guessed.length + 1) };
  }
  const [module = ''] = roots.keys();
  const command = file.lastIndexOf('/cmd/');
  if (command >= 0) return { module, file: file.slice(command + 1) };
  return { module, file: baseName(file) };
}

/** The folder of each module of the program, from packages whose folder ends like their path. */
function findRoots(frames: Iterable<Frame>, ownCode: readonly string[]): ReadonlyMap<string, string> {
  const roots = new Map<string, string>();
  for (const { function: name, file } of frames) {
    if (file === '' || file.includes('@v') || file.includes('/vendor/')) continue;
    const path = readPackagePath(name);
    if (path === '' || path === 'main' || (looksStandard(path) && !isWithinAny(path, ownCode))) continue;
    const module = findModule(path, ownCode);
    if (roots.has(module)) continue;
    const folder = file.slice(0, Math.max(file.lastIndexOf('/'), 0));
    const within = path.slice(module.length + 1);
    if (within === '') roots.set(module, folder);
    else if (folder.endsWith(`/${within}`)) roots.set(module, folder.slice(0, -within.length - 1));
  }
  return roots;
}

function findModule(path: string, ownCode: readonly string[]): string {
  const told = ownCode
    .map((prefix) => prefix.replace(/\/+$/, ''))
    .filter((prefix) => path === prefix || path.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
  return told ?? guessModule(path);
}

function isWithinAny(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

function baseName(file: string): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

/** Whether a path only leads down. */
function isPath(file: string): boolean {
  return (
    file !== '' &&
    !/[\\\u0000-\u001f\u007f]/.test(file) &&
    file.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
