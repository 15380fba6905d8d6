// Reads Go source line by line in gofmt's layout. There is no parser, because a pasted fragment must work as well as a
// file.

/** Lines of code without their comments. */
export type Lines = readonly string[];

/** Generated code can have very long lines. Lines that people write are shorter. */
const maxLineChars = 500;

export function splitCode(text: string): Lines {
  return text.split('\n').map((line) => cutComment(line.slice(0, maxLineChars)));
}

/** A `//` inside a string literal is not a comment. */
function cutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote !== '`') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === '`' || char === "'") quote = char;
    else if (char === '/' && line[at + 1] === '/') return line.slice(0, at).trimEnd();
  }
  return line.trimEnd();
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Index of the line that closes the block opened by `start`: the next line that is indented no deeper. */
export function findBlockEnd(lines: Lines, start: number): number {
  const indent = indentOf(lines[start] ?? '');
  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '' || indentOf(line) > indent) continue;
    // Labels and cases of a select have the indentation of the select itself.
    if (line.trimStart().startsWith('case ') || line.trimStart().startsWith('default:')) continue;
    return at;
  }
  return lines.length;
}

/** First and last index of the top-level function around a line; the whole text when it shows none. */
export function findFunction(lines: Lines, at: number): { readonly first: number; readonly last: number } {
  let first = at;
  while (first > 0 && !(lines[first] ?? '').startsWith('func ')) first--;
  let last = at;
  while (last < lines.length - 1 && lines[last] !== '}') last++;
  return { first, last };
}

/** Indexes of the lines that open the blocks around a line, innermost first, up to `first`. */
export function listEnclosing(lines: Lines, at: number, first: number): readonly number[] {
  const enclosing: number[] = [];
  let indent = indentOf(lines[at] ?? '');
  for (let index = at - 1; index >= first && indent > 0; index--) {
    const line = lines[index] ?? '';
    if (line === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    enclosing.push(index);
  }
  return enclosing;
}

/** Whether a line contains a whole word. */
export function includesWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    if (!isWordChar(line[at - 1]) && !isWordChar(line[at + word.length])) return true;
  }
  return false;
}

export function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_]/u.test(char);
}
