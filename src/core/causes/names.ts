// How causes read the names that core/stack has normalised: `net/http.(*conn).serve`, `shop.(*Desk).place.func`.
import { perObject } from '../per-object.ts';
import { looksStandard } from '../stack/standard-library.ts';

const closureEnd = '.func';

/** Waits in these packages belong to their callers: `sync.(*Mutex).Lock`, `time.Sleep`. */
const thinPackages = ['sync', 'time', 'context', 'iter'];

/** Import path of a normalised name. */
export function packageOf(name: string): string {
  const slash = name.lastIndexOf('/');
  let dot = name.indexOf('.', slash + 1);
  // `gopkg.in/yaml.v3.Parse`: a version follows the first dot, not a function.
  const version = /^\.v\d+(?=\.)/.exec(name.slice(dot))?.[0];
  if (slash >= 0 && version !== undefined) dot += version.length;
  return dot < 0 ? '' : name.slice(0, dot);
}

export function isThinWrapper(name: string): boolean {
  return thinPackages.includes(packageOf(name)) || name.startsWith('internal/');
}

export function isStandardLibrary(name: string): boolean {
  return looksStandard(packageOf(name));
}

/** `shop.(*Desk).place.func` → `shop.(*Desk).place`: the function around a function literal. */
export function stripClosure(name: string): string {
  return name.endsWith(closureEnd) ? name.slice(0, -closureEnd.length) : name;
}

/** `shop.(*Desk).place` → `place`. */
export function lastWord(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** All causes ask the same names. */
const listDistinct = perObject((names: readonly string[]) => [...new Set(names)]);
const listFunctions = perObject((names: readonly string[]) => new Set(listDistinct(names).map(stripClosure)));

/** Whether one of the names is one of those functions, or a function literal inside it. */
export function includesFunction(names: readonly string[], ...functions: readonly string[]): boolean {
  const known = listFunctions(names);
  return functions.some((name) => known.has(name));
}

/** Whether one of the names is in one of those packages, or below. */
export function includesPackage(names: readonly string[], ...paths: readonly string[]): boolean {
  return listDistinct(names).some((name) =>
    paths.some((path) => name.startsWith(path) && './'.includes(name[path.length] ?? ' ')),
  );
}
