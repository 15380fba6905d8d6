// Shows the text of a function with its goroutine counts, like `go tool pprof -list`.
import { limits } from '../../limits.ts';
import type { ParkedFunction, SourceLine } from './model.ts';

interface LaidSource {
  readonly lines: readonly SourceLine[];
  /** Number of lines left out because the function is too long. */
  readonly left: number;
}

/** Lines shown around a line whose function cannot be determined. */
const context = 5;

/** `text` is the whole file. If it is undefined, only the parked lines are listed. */
export function laySource({ lines, frame }: ParkedFunction, text: string | undefined): LaidSource {
  const parked = new Map(lines.map((line) => [line.line, line]));
  if (text === undefined) {
    return { lines: lines.map((one) => ({ line: one.line, text: undefined, parked: one })), left: 0 };
  }
  const source = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const shown = new Set<number>();
  for (const { line } of lines) {
    const { first, last } = findBody(source, line, frame.startLine);
    for (let at = first; at <= last; at++) shown.add(at);
    // The profile is right, even if the file has changed since.
    shown.add(line);
  }
  const ordered = [...shown].sort((a, b) => a - b);
  const kept = cut(ordered, parked);
  return {
    lines: kept.map((line) => ({ line, text: source[line - 1]?.slice(0, maxLineChars), parked: parked.get(line) })),
    left: ordered.length - kept.length,
  };
}

/** Generated code can have very long lines. */
const maxLineChars = 500;

/** The first and last line (from 1) of the function around a line, assuming gofmt's layout. */
function findBody(
  source: readonly string[],
  line: number,
  startLine: number,
): { readonly first: number; readonly last: number } {
  let first = Math.min(line, source.length);
  while (first > 1 && !isOpening(source[first - 1] ?? '')) first--;
  let last = first;
  while (last < source.length && !/^[)}]/.test(source[last - 1] ?? '')) last++;
  const isFound = isOpening(source[first - 1] ?? '') && last >= line;
  if (isFound) return { first, last };
  const from = startLine > 0 && startLine <= line ? startLine : line - context;
  return { first: Math.max(1, from), last: Math.min(source.length, line + context) };
}

/** Functions start at the left margin; closures in a variable may too. */
function isOpening(line: string): boolean {
  return line.startsWith('func ') || line.startsWith('var ');
}

/** Keeps the first line of a long function, and the lines around parked goroutines. */
function cut(ordered: readonly number[], parked: ReadonlyMap<number, unknown>): readonly number[] {
  const most = limits.sourceLines.value;
  if (ordered.length <= most) return ordered;
  const isNear = (line: number) =>
    Array.from({ length: 2 * context + 1 }, (_, index) => line + index - context).some((near) => parked.has(near));
  return ordered.filter((line, index) => index === 0 || isNear(line)).slice(0, most);
}
