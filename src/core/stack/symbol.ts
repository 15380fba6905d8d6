// Interprets a function's symbol, without what differs between builds, Go versions and profile formats. Everything that
// depends on a name alone is decided here, once per name.
import { hashText, type Hash64 } from './hash.ts';
import { cleanPackagePath, isDigit, splitSymbol } from './symbol-text.ts';

export interface SymbolName {
  /** Readable name: `shop/cart.(*Store).Put`, or `main.worker.func` for every closure in `main.worker`. */
  readonly name: string;
  /** Import path, without vendoring, version and escapes. Empty for `panic` and for frames without a symbol. */
  readonly package: string;
  /** A frame of the runtime or a wrapper, which is not part of a stack's identity. */
  readonly dropped: boolean;
  /** Present only in some Go versions: `internal/sync` below `sync` (1.24), a method value's `-fm`. */
  readonly versionBound: boolean;
  /**
   * What identifies the function. A closure counts without its package: up to Go 1.26 its symbol has the package that
   * it was inlined into, from 1.27 on the package that it was written in.
   */
  readonly identity: string;
  /** Hash of `identity`. */
  readonly hash: Hash64;
  /**
   * Hash of `name`, for the function that a goroutine was started with. A go statement keeps that function from being
   * inlined. `New.func` without its package would be the same in any two libraries.
   */
  readonly rootHash: Hash64;
}

/** Increase this whenever the same stack would get another fingerprint. */
export const fingerprintVersion = 1;

interface Naming {
  /** Innermost named function with its receiver: `(*Store).Put`. */
  readonly function: string;
  readonly closure: boolean;
  readonly wrapper: boolean;
  readonly methodValue: boolean;
}

/** Dots inside `(*T)` are not separators. */
function splitSegments(rest: string): string[] {
  const segments: string[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at <= rest.length; at++) {
    const char = at < rest.length ? rest.charCodeAt(at) : 0x2e;
    if (char === 0x28) depth++;
    else if (char === 0x29) depth--;
    else if (char === 0x2e && (depth <= 0 || at === rest.length)) {
      segments.push(rest.slice(from, at));
      from = at + 1;
    }
  }
  return segments;
}

/** `stem` followed only by digits. */
function isNumbered(segment: string, stem: string): boolean {
  if (segment.length <= stem.length || !segment.startsWith(stem)) return false;
  for (let at = stem.length; at < segment.length; at++) if (!isDigit(segment.charCodeAt(at))) return false;
  return true;
}

function cutRanges(segment: string): string {
  const range = segment.indexOf('-range');
  return range < 0 ? segment : segment.slice(0, range);
}

/**
 * Reads `worker.func2.1` (closures in closures), `main.seq.func16` (seq's closure, inlined into main, Go 1.22 to 1.26),
 * `seq.1` (the same in 1.27), `glob..func1` (a package variable's closure, up to Go 1.20), `init.0.func1`, `f.gowrap1`.
 */
function readSegments(rest: string): Naming {
  const methodValue = rest.endsWith('-fm');
  const segments = splitSegments(methodValue ? rest.slice(0, -3) : rest);
  const named: string[] = [];
  let closure = false;
  let wrapper = false;
  let ranged = false;
  for (const [index, segment] of segments.entries()) {
    if (segment === '') continue;
    if (index > 0 && (isNumbered(segment, 'gowrap') || isNumbered(segment, 'deferwrap'))) {
      wrapper = true;
    } else if (index > 0 && isNumbered(cutRanges(segment), '')) {
      // `init.0` is a function of its own. Any other number is a closure.
      if (named.at(-1) !== 'init' || closure) closure = true;
    } else if (index > 0 && isNumbered(cutRanges(segment), 'func')) {
      closure = true;
    } else {
      const name = cutRanges(segment);
      ranged = name !== segment;
      // The names before a closure or wrapper are the functions that this one was inlined into.
      if (closure || wrapper) named.length = 0;
      named.push(name === 'glob' && segments[index + 1] === '' ? 'init' : name);
      closure = false;
      wrapper = false;
    }
  }
  wrapper ||= rest.includes('·dwrap·');
  return { function: nameInnermost(named, closure, ranged), closure, wrapper, methodValue };
}

function nameInnermost(named: readonly string[], closure: boolean, ranged: boolean): string {
  const last = named.at(-1) ?? '';
  const receiver = named.at(-2);
  if (receiver?.startsWith('(')) return `${receiver}.${last}`;
  // In `a.b.func1`, a may be a type or the function that b was inlined into. Only b is certain.
  if (closure || (ranged && named.length > 2)) return last;
  return named.join('.');
}

/** Up to Go 1.22, `internal/runtime` was `runtime/internal`. */
function isRuntimePath(path: string): boolean {
  return /^(runtime|(internal\/runtime|runtime\/internal)(\/.*)?)$/.test(path);
}

function isDropped(path: string, rest: string, naming: Naming): boolean {
  if (naming.wrapper || isRuntimePath(path)) return true;
  // cgo's entry function has a hash of the build in its name, and debug=2 leaves it out.
  if (path === '') return rest === 'panic' || rest.startsWith('_cgoexp_');
  if (path === 'sync')
    return rest.startsWith('runtime_') || naming.function === '(*Mutex).lockSlow' || rest === 'Mutex.lockSlow';
  // A frame between Select and the runtime that Go 1.27 added.
  if (path === 'reflect') return rest === 'select0';
  return path === 'internal/poll' && rest.startsWith('runtime_');
}

/** A frame without a symbol shows an address, which is not a name. */
function readNameless(raw: string): string | undefined {
  if (raw.startsWith('0x')) return 'unknown function';
  return raw.startsWith('non-Go function') ? 'non-Go function' : undefined;
}

/** Reads a raw function name. A caller that reads many uses a `SymbolCache`. */
export function readSymbol(raw: string): SymbolName {
  const nameless = readNameless(raw);
  if (nameless !== undefined) {
    const hash = hashText(nameless, fingerprintVersion);
    return {
      name: nameless,
      package: '',
      dropped: false,
      versionBound: false,
      identity: nameless,
      hash,
      rootHash: hash,
    };
  }
  const text = splitSymbol(raw);
  const path = cleanPackagePath(text.path);
  const naming = readSegments(text.rest);
  const short = naming.closure ? `${naming.function}.func` : naming.function;
  const full = path === '' ? short : `${path}.${short}`;
  // Most names need no change, so both fields share one text.
  const name = full === raw ? raw : full;
  const rootHash = hashText(name, fingerprintVersion);
  return {
    name,
    package: path,
    dropped: isDropped(path, text.rest, naming),
    versionBound: naming.methodValue || text.path === 'internal/sync',
    identity: naming.closure ? short : name,
    hash: naming.closure ? hashText(short, fingerprintVersion) : rootHash,
    rootHash,
  };
}

/** The import path of a raw function name, as `SymbolName.package`, without reading the rest. */
export function readPackagePath(raw: string): string {
  return readNameless(raw) === undefined ? cleanPackagePath(splitSymbol(raw).path) : '';
}
