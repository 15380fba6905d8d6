// The Markdown parts of reports. Names come from other programs, so none may become markup.
import type { StackFrame } from '../core/stack/model.ts';
import { neutralise } from './plain-text.ts';

/** Cells are Markdown. A column that is empty in every row is left out. */
export function layMarkdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = titles.map((_, index) => index).filter((index) => rows.some((row) => row[index] !== ''));
  return [titles, titles.map(() => '---'), ...rows.map((row) => row.map(escapePipes))]
    .map((row) => `| ${used.map((index) => row[index]).join(' | ')} |`)
    .join('\n');
}

/** Renderers disagree about two backslashes before a pipe. All of them keep a pipe after one or three in its cell. */
function escapePipes(cell: string): string {
  return cell.replace(/(\\*)\|/g, (whole, slashes: string) => (slashes.length % 2 === 0 ? `${slashes}\\|` : whole));
}

/** A whole stack, with own code marked. */
export function fenceFrames(stack: readonly StackFrame[]): string {
  const frames = stack.flatMap(({ raw, own }) => [
    `${own ? '>' : ' '} ${neutralise(raw.function)}`,
    ...(raw.file === '' ? [] : [`      ${neutralise(raw.file)}:${raw.line}`]),
  ]);
  return fence(frames);
}

/** Unchanged lines in a fence. */
export function fence(lines: readonly string[]): string {
  const safe = lines.map(neutralise);
  const ticks = fenceFor(safe.join('\n'));
  return [ticks, ...safe, ticks].join('\n');
}

/** A code span that no backtick in the text can end. */
export function code(text: string): string {
  if (text === '') return '';
  const safe = neutralise(text);
  const ticks = '`'.repeat(longestRun(safe) + 1);
  return safe.startsWith('`') || safe.endsWith('`') ? `${ticks} ${safe} ${ticks}` : `${ticks}${safe}${ticks}`;
}

function fenceFor(text: string): string {
  return '`'.repeat(Math.max(3, longestRun(text) + 1));
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** Escapes text outside code, so that nothing in it becomes markup or a link. */
export function escapeText(text: string): string {
  // GitHub turns the last three into links without any markup.
  return neutralise(text).replace(/[\\`*_{}[\]<>#|!~&@]|:(?=\/\/)|(?<=\bwww)\./gi, (char) => `\\${char}`);
}
