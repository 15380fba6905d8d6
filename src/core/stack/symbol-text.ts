// Removes from a symbol what one build, format or call adds to it: arguments, offsets, type parameters, escapes,
// vendoring, module versions. The scanners are hand-written, since names come from outside and may be hostile.

/** `main.f(0x1, {0x2, ...})` without its arguments. `main.(*T).M` keeps its own parentheses. */
function cutArguments(name: string): string {
  if (!name.endsWith(')')) return name;
  let depth = 0;
  for (let at = name.length - 1; at > 0; at--) {
    const char = name.charCodeAt(at);
    if (char === 0x29) depth++;
    else if (char === 0x28 && --depth === 0) return name.slice(0, at);
  }
  return name;
}

/** `main.f+0x1d` without the offset. */
function cutOffset(name: string): string {
  const plus = name.lastIndexOf('+0x');
  if (plus <= 0) return name;
  for (let at = plus + 3; at < name.length; at++) {
    if (!isHexDigit(name.charCodeAt(at))) return name;
  }
  return name.slice(0, plus);
}

/**
 * `F[...]` and `F[go.shape.struct { A []int }]` without the brackets. Everything after an unclosed bracket is dropped.
 */
function cutBrackets(name: string): string {
  let open = name.indexOf('[');
  if (open < 0) return name;
  let kept = name.slice(0, open);
  let depth = 0;
  let from = open;
  for (; open < name.length; open++) {
    const char = name.charCodeAt(open);
    if (char === 0x5b) {
      if (depth++ === 0) kept += name.slice(from, open);
    } else if (char === 0x5d && depth > 0 && --depth === 0) from = open + 1;
  }
  return depth === 0 ? kept + name.slice(from) : kept;
}

/** The linker writes dots in the last element of a path as `%2e`. Go 1.27 can escape the percent sign once more. */
function unescapePercent(path: string): string {
  let text = path;
  for (let round = 0; round < 2 && text.includes('%'); round++) {
    text = text.replace(/%([0-7][0-9a-fA-F])/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  }
  return text;
}

/** `m@v1.2.3/pkg` without the version. The last element may have one as well. */
function cutVersion(path: string): string {
  const at = path.indexOf('@');
  if (at < 0) return path;
  const slash = path.indexOf('/', at);
  return path.slice(0, at) + (slash < 0 ? '' : path.slice(slash));
}

function cutVendor(path: string): string {
  const inner = path.lastIndexOf('/vendor/');
  if (inner >= 0) return path.slice(inner + '/vendor/'.length);
  return path.startsWith('vendor/') ? path.slice('vendor/'.length) : path;
}

/** A package path as written in an import. */
export function cleanPackagePath(raw: string): string {
  const path = cutVersion(unescapePercent(cutVendor(raw)));
  return path === 'internal/sync' ? 'sync' : path;
}

/** The parts of a cleaned raw name: the path as the linker wrote it, and everything after the following dot. */
interface SymbolText {
  readonly path: string;
  /** Without brackets; `(*T).M.func1`. */
  readonly rest: string;
}

/** The dot that ends the path is the first after the last slash, or after the dots of the version. */
function findPathEnd(name: string): number {
  const paren = name.indexOf('(');
  const head = paren < 0 ? name.length : paren;
  const slash = name.lastIndexOf('/', head);
  const version = name.indexOf('@', slash + 1);
  if (version < 0 || version > head) return name.indexOf('.', slash + 1);
  // `m@v1.2.3.F`: the digits and dots belong to the version.
  let at = version + 1;
  while (at < name.length && !(name.charCodeAt(at) === 0x2e && !isDigit(name.charCodeAt(at + 1)))) at++;
  return at < name.length ? at : -1;
}

export function splitSymbol(raw: string): SymbolText {
  const name = cutBrackets(cutOffset(cutArguments(raw)));
  const dot = findPathEnd(name);
  return dot < 0 ? { path: '', rest: name } : { path: name.slice(0, dot), rest: name.slice(dot + 1) };
}

export function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39;
}

function isHexDigit(char: number): boolean {
  return isDigit(char) || (char >= 0x61 && char <= 0x66) || (char >= 0x41 && char <= 0x46);
}
