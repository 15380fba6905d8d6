// Clues from the source at the waiting line: the form of the wait, how a select could end, and whether the code that
// started the goroutine can still receive from it.
import type { Stack } from '../stack/model.ts';
import type { StackFacts } from './stack-facts.ts';
import { readReceiver, type Receiver } from './source-receiver.ts';
import { findBlockEnd, findFunction, indentOf, listEnclosing, splitCode, type Lines } from './source-text.ts';
import { isQuitChannel } from './words.ts';

/**
 * The source of a receive: a `range`, a ticker or timer, a context, a channel named like a stop signal, or another
 * channel.
 */
type ReceiveForm = 'range' | 'timer' | 'context' | 'quit' | 'plain';

export interface SourceClues {
  /** The form of a receive, or the forms of all cases of a select. */
  readonly receives: readonly ReceiveForm[];
  readonly select: boolean;
  /** `select {}` */
  readonly empty: boolean;
  /** The select creates a new `time.After` on each iteration. */
  readonly timeAfter: boolean;
  readonly sends: boolean;
  /** The wait is in a loop. */
  readonly loop: boolean;
  /** For a send: whether the code that started the goroutine receives. */
  readonly receiver: Receiver | undefined;
  /** Whether the function around an `errgroup` waits for it; undefined when the text shows no group. */
  readonly groupWaits: boolean | undefined;
}

/** Undefined when there is no source for the line where the goroutines wait. */
export function readSourceClues(stack: Stack, { source }: StackFacts): SourceClues | undefined {
  const frame = stack.frames[stack.ownFrame];
  if (source === undefined || frame === undefined) return undefined;
  const lines = splitCode(source.text);
  const at = frame.raw.line - source.firstLine;
  const line = lines[at]?.trim();
  if (line === undefined || line === '') return undefined;
  const around = findFunction(lines, at);
  const enclosing = listEnclosing(lines, at, around.first).map((index) => lines[index]?.trim() ?? '');
  const cases = line === 'select {' ? listCases(lines, at) : [line];
  const sends = cases.some((text) => text.includes(' <- '));
  return {
    receives: cases.flatMap((text) => readReceive(text, lines)),
    select: line === 'select {' || line === 'select {}',
    empty: line === 'select {}',
    timeAfter: cases.some((text) => text.includes('time.After(')),
    sends,
    loop: line.startsWith('for ') || enclosing.some((text) => /^for\b|:\s*for\b/.test(text)),
    receiver: sends && line !== 'select {' ? readReceiver(lines, at) : undefined,
    groupWaits: readGroup(lines),
  };
}

/** The cases of the select that begins here. gofmt indents them like the select itself, and nested ones deeper. */
function listCases(lines: Lines, at: number): string[] {
  const indent = indentOf(lines[at] ?? '');
  return lines
    .slice(at + 1, findBlockEnd(lines, at))
    .filter((line) => indentOf(line) === indent && line.trimStart().startsWith('case '))
    .map((line) => line.trim());
}

function readReceive(line: string, lines: Lines): ReceiveForm[] {
  const range = line.indexOf('range ');
  if (line.startsWith('for ') && range >= 0) {
    const over = line.slice(range + 'range '.length).replace(/\s*\{$/, '');
    return [isTimer(over, lines) ? 'timer' : 'range'];
  }
  const arrow = /<-([^\s<].*)$/.exec(line)?.[1];
  if (arrow === undefined) return [];
  const from = cutExpression(arrow);
  if (from.endsWith('.Done()')) return ['context'];
  if (isTimer(from, lines)) return ['timer'];
  return [isQuitChannel(from) ? 'quit' : 'plain'];
}

/** Cuts `ch`, `w.done`, `ctx.Done()` or `time.After(d)` at the end of the expression. */
function cutExpression(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') {
      if (depth === 0) return text.slice(0, at);
      depth--;
    } else if (depth === 0 && (char === ' ' || char === ',' || char === ':' || char === ';')) return text.slice(0, at);
  }
  return text;
}

function isTimer(expression: string, lines: Lines): boolean {
  if (expression.endsWith('.C') || expression.startsWith('time.')) return true;
  return lines.some((line) => line.trim().startsWith(`${expression} := time.`));
}

function readGroup(lines: Lines): boolean | undefined {
  if (!lines.some((line) => line.includes('errgroup.'))) return undefined;
  return lines.some((line) => line.includes('.Wait()'));
}
