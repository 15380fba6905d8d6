// Decides which frames are the program's own code rather than dependencies or the standard library. The location of the
// files shows it, or the settings define it.
import type { Frame } from '../profile/model.ts';
import { guessModule } from './guess-module.ts';
import { looksStandard } from './standard-library.ts';

/** Takes a frame and the package of its function, as symbol.ts reads it. */
export type OwnCodeTest = (frame: Frame, path: string) => boolean;

function isAbsolute(file: string): boolean {
  return file.startsWith('/') || file[1] === ':';
}

function cutBaseName(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), 0));
}

/** Packages that nearly every program has. */
const landmarks = ['runtime', 'net/http', 'net', 'time', 'os', 'sync'];

/** `/usr/local/go/src/`, from any frame of a well-known package; undefined with -trimpath. */
function findGoRoot(frames: readonly Frame[]): string | undefined {
  for (const { function: name, file } of frames) {
    const path = landmarks.find((landmark) => name.startsWith(landmark) && name[landmark.length] === '.');
    if (path === undefined || !isAbsolute(file)) continue;
    const directory = cutBaseName(file);
    if (directory.endsWith(`/src/${path}`)) return directory.slice(0, -path.length);
  }
  return undefined;
}

/**
 * The module of package main, where its files show an import path: with -trimpath and below a GOPATH. It is a guess
 * (the first two or three path elements), used only where files of dependencies look like those of the program.
 */
function findMainModule(frames: readonly Frame[]): string | undefined {
  for (const { function: name, file } of frames) {
    if (!name.startsWith('main.') || isGenerated(name, file) || file.includes('@')) continue;
    const directory = cutBaseName(file);
    const source = directory.lastIndexOf('/src/');
    if (isAbsolute(file) && source < 0) continue;
    const path = isAbsolute(file) ? directory.slice(source + '/src/'.length) : directory;
    const module = guessModule(path);
    // Without a host, the first element may be any folder.
    if (module.split('/')[0]?.includes('.')) return module;
  }
  return undefined;
}

/**
 * The folder of the main module where it is among dependencies: in the module cache, with its version (`go install`),
 * or below Bazel's execution root. Ends with a slash.
 */
function findMainRoot(frames: readonly Frame[]): string | undefined {
  for (const { function: name, file } of frames) {
    if (!name.startsWith('main.') || isGenerated(name, file)) continue;
    const root = /^.*?@v[^/]*\/|^.*\/execroot\/[^/]+\//.exec(file)?.[0];
    if (root !== undefined) return root;
  }
  return undefined;
}

/** cgo's wrappers and the main function of a test binary, which nobody can change. */
export function isGenerated(name: string, file: string): boolean {
  return (
    name.includes('._C') || name.startsWith('_cgo') || file.endsWith('_testmain.go') || file.endsWith('_cgo_gotypes.go')
  );
}

/** Module cache, vendor folder, Debian's folder of packages, Bazel's external repositories. */
function isDependencyFile(file: string): boolean {
  return (
    file.includes('@v') ||
    file.includes('/vendor/') ||
    file.startsWith('vendor/') ||
    file.includes('/gocode/src/') ||
    file.startsWith('external/') ||
    file.includes('/execroot/')
  );
}

/** Code of others inside the main module's folder: vendored code, and what Bazel fetched or generated. */
function isOfOthers(file: string): boolean {
  return /(?:^|\/)(?:vendor|external)\//.test(file);
}

function isWithin(path: string, prefix: string): boolean {
  return (
    path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/' || prefix.endsWith('/'))
  );
}

/** Files of a GOPATH and of -trimpath are under their import path, for dependencies and own code alike. */
function liesUnderImportPath(file: string, path: string): boolean {
  const directory = cutBaseName(file);
  return directory === path || (isAbsolute(file) && directory.endsWith(`/src/${path}`));
}

/** Where a profile shows Go and the program to be; undefined where it does not. */
export interface CodePlaces {
  readonly goRoot: string | undefined;
  readonly mainModule: string | undefined;
  readonly mainRoot: string | undefined;
}

export function findCodePlaces(frames: readonly Frame[]): CodePlaces {
  return { goRoot: findGoRoot(frames), mainModule: findMainModule(frames), mainRoot: findMainRoot(frames) };
}

/**
 * Makes the test for one profile, whose frames show where Go and the main module are. If the settings have `prefixes`,
 * they alone decide. Package main is own code in either case.
 */
export function makeOwnCodeTest(findPlaces: () => CodePlaces, prefixes: readonly string[]): OwnCodeTest {
  if (prefixes.length > 0) {
    return ({ function: name, file }, path) => {
      return !isGenerated(name, file) && (path === 'main' || prefixes.some((prefix) => isWithin(path, prefix)));
    };
  }
  const { goRoot, mainModule, mainRoot } = findPlaces();
  return ({ function: name, file }, path) => {
    if (path === '' || isGenerated(name, file)) return false;
    if (path === 'main') return true;
    if (mainRoot !== undefined && file.startsWith(mainRoot)) return !isOfOthers(file.slice(mainRoot.length));
    if (name.startsWith('vendor/') || name.includes('/vendor/') || isDependencyFile(file)) return false;
    if (path.startsWith('plugin/unnamed-')) return true;
    if (looksStandard(path) && (goRoot === undefined || !isAbsolute(file) || file.startsWith(goRoot))) return false;
    if (file === '') return mainModule !== undefined && isWithin(path, mainModule);
    if (mainModule === undefined || !liesUnderImportPath(file, path)) return true;
    return !(path.split('/', 1)[0] ?? '').includes('.') || isWithin(path, mainModule);
  };
}
