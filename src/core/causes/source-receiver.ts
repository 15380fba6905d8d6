// Finds the receiver of a waiting send, and why it does not receive, in the function that started the goroutine.
import {
  findBlockEnd,
  findFunction,
  includesWord,
  indentOf,
  isWordChar,
  listEnclosing,
  type Lines,
} from './source-text.ts';

/**
 * `none`: no visible code receives. `leaves`: the receiver can return, or take another case, before it receives.
 * `fewer`: it receives less often than goroutines are started. `there`: it receives, as far as the text shows.
 */
export type Receiver = 'none' | 'leaves' | 'fewer' | 'there';

/** Reads the file around a waiting send. Undefined when the text does not show who started the goroutine. */
export function readReceiver(lines: Lines, at: number): Receiver | undefined {
  const channel = readSendChannel(lines[at] ?? '');
  const around = findFunction(lines, at);
  const enclosing = listEnclosing(lines, at, around.first);
  const literal =
    enclosing.find((index) => startsGoroutine(lines[index] ?? '')) ??
    enclosing.find((index) => index > around.first && /\bfunc\(/.test(lines[index] ?? ''));
  if (literal !== undefined) return judgeStarter(lines, literal, renameArgument(lines, literal, channel));
  const name = /^func (?:\([^)]*\) )?(\w+)/.exec(lines[around.first] ?? '')?.[1];
  if (name === undefined) return undefined;
  const start = lines.findIndex((line) => startsGoroutine(line) && new RegExp(`\\b${name}\\(`).test(line));
  if (start < 0) return undefined;
  return judgeStarter(lines, start, readMadeChannel(lines, start) ?? channel);
}

/** `case out <- v:` → `out` */
function readSendChannel(line: string): string {
  const before = line.slice(0, Math.max(line.indexOf(' <- '), 0)).trim();
  return before.slice(before.lastIndexOf(' ') + 1);
}

/** `go f()`, `g.Go(func() error {`, `wg.Go(func() {` */
function startsGoroutine(line: string): boolean {
  return /^(?:go\b|.*\.Go\()/.test(line.trimStart());
}

/** A channel that a function literal takes as a parameter has another name outside: `}(answers)`. */
function renameArgument(lines: Lines, start: number, channel: string): string {
  const parameters = /func\(([^)]*)\)/.exec(lines[start] ?? '')?.[1] ?? '';
  const position = parameters.split(',').findIndex((parameter) => parameter.trim().split(' ')[0] === channel);
  if (position < 0) return channel;
  const call = lines[findBlockEnd(lines, start)] ?? '';
  const passed = call.slice(call.indexOf('(') + 1, call.lastIndexOf(')')).split(',');
  return passed[position]?.trim() ?? channel;
}

/** The channel that the starting function makes before it starts the goroutine. */
function readMadeChannel(lines: Lines, start: number): string | undefined {
  const { first } = findFunction(lines, start);
  const made = lines.slice(first, start).map((line) => /(\w+) :?= make\(chan /.exec(line)?.[1]);
  return made.findLast((name) => name !== undefined);
}

function judgeStarter(lines: Lines, start: number, channel: string): Receiver {
  const { first, last } = findFunction(lines, start);
  const after = blockAfter(lines, start, last);
  const judged = judgeReceives(lines, after, last, channel, isInLoop(lines, start, first));
  if (judged !== 'none') return judged;
  if (!lines.slice(after, last).some((line) => /^\s*return\b/.test(line) && includesWord(line, channel))) return 'none';
  return judgeCallers(lines, first, isInLoop(lines, start, first));
}

/** Judges the callers of the starting function, to which it returned the channel. */
function judgeCallers(lines: Lines, starter: number, inLoop: boolean): Receiver {
  const name = /^func (?:\([^)]*\) )?(\w+)/.exec(lines[starter] ?? '')?.[1] ?? '';
  for (const [at, line] of lines.entries()) {
    if (at === starter || !line.includes(`${name}(`) || line.startsWith('func ')) continue;
    const { first, last } = findFunction(lines, at);
    const kept = new RegExp(`(\\w+)(?:, \\w+)* :?= [\\w.]*\\b${name}\\(`).exec(line)?.[1];
    if (kept !== undefined) return judgeReceives(lines, at + 1, last, kept, inLoop);
    if (line.includes('range ')) return leavesLoop(lines, at) ? 'leaves' : 'there';
    if (line.includes('<-')) return inLoop && !isInLoop(lines, at, first) ? 'fewer' : 'there';
  }
  return 'none';
}

function judgeReceives(lines: Lines, from: number, last: number, channel: string, startedInLoop: boolean): Receiver {
  const { first } = findFunction(lines, from);
  for (let at = from; at < last; at++) {
    const line = lines[at] ?? '';
    if (!receivesFrom(line, channel)) continue;
    if (returnsBetween(lines, from, at)) return 'leaves';
    if (line.trim().startsWith('case ')) return 'leaves';
    if (line.includes('range ')) return leavesLoop(lines, at) ? 'leaves' : 'there';
    const loop = listEnclosing(lines, at, first).find((index) => index >= from && isLoop(lines[index] ?? ''));
    if (loop === undefined) return startedInLoop ? 'fewer' : 'there';
    return leavesLoop(lines, loop) ? 'leaves' : 'there';
  }
  return 'none';
}

function receivesFrom(line: string, channel: string): boolean {
  const range = line.indexOf('range ');
  if (range >= 0 && includesWord(line.slice(range), channel)) return true;
  const arrow = line.indexOf(`<-${channel}`);
  return arrow >= 0 && !isWordChar(line[arrow + 2 + channel.length]);
}

function returnsBetween(lines: Lines, from: number, to: number): boolean {
  return lines.slice(from, to).some((line) => /^\s*(?:return|panic\(|log\.Fatal|continue|break)\b/.test(line));
}

function leavesLoop(lines: Lines, loop: number): boolean {
  return returnsBetween(lines, loop + 1, findBlockEnd(lines, loop));
}

function isInLoop(lines: Lines, at: number, first: number): boolean {
  return listEnclosing(lines, at, first).some((index) => isLoop(lines[index] ?? ''));
}

function isLoop(line: string): boolean {
  return /^\s*(?:\w+:\s*)?for\b/.test(line);
}

/** The line after a go statement and after loops that only start goroutines. */
function blockAfter(lines: Lines, start: number, last: number): number {
  const line = lines[start] ?? '';
  let after = line.endsWith('{') ? findBlockEnd(lines, start) + 1 : start + 1;
  while (after < last && (lines[after] ?? '').trim() === '}' && indentOf(lines[after] ?? '') > 0) after++;
  return after;
}
