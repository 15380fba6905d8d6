// Text for a ticket. Names come from other people's programs: none may become markup.
import type { FrameRow, StackRow, SuspectRow } from './model.ts';
import { cleanText, spellBytes, spellChange, spellCount, spellMinutes, spellMoment, spellRange } from './words.ts';

export interface TicketStack {
  readonly row: StackRow | SuspectRow;
  readonly suspect: SuspectRow | undefined;
  readonly frames: readonly FrameRow[];
}

/** The question at the end is for whoever takes the ticket: its answer prevents the next leak. */
export function writeTicket(source: string, atMs: number, stacks: readonly TicketStack[]): string {
  const parts = [
    `# Goroutine leak: ${escapeText(source)}`,
    `Seen ${new Date(atMs).toISOString()} with Parked.`,
    ...stacks.flatMap(describeStack),
  ];
  return `${parts.join('\n\n')}\n`;
}

function describeStack({ row, suspect, frames }: TicketStack): readonly string[] {
  const growth = row.growthPerMinute === null ? '' : `, ${spellChange(row.growthPerMinute)} a minute`;
  return [
    `## ${spellCount(row.count)} × ${code(row.state)} in ${code(row.function)}`,
    `At ${code(row.location)}${growth} · fingerprint ${code(row.fingerprint)}`,
    ...(suspect === undefined ? [] : describeSuspect(suspect)),
    ...(frames.length === 0 ? [] : [fenceFrames(frames)]),
    'Which event makes this goroutine exit?',
  ];
}

function describeSuspect(suspect: SuspectRow): readonly string[] {
  const { grade, evidence, cause, causeName, also, fix, sinceMs, memoryBytes, timeLeftMinutes } = suspect;
  const facts = [
    ...(sinceMs === null ? [] : [`Since ${spellMoment(sinceMs, 0)}.`]),
    ...(memoryBytes === null ? [] : [`Costs ${spellRange(memoryBytes, spellBytes)} of memory.`]),
    ...(timeLeftMinutes === null ? [] : [`The limit is reached in ${spellRange(timeLeftMinutes, spellMinutes)}.`]),
  ];
  return [
    `**${grade}**: ${escapeText([...evidence, ...facts].join(' '))}`,
    ...(cause === null
      ? []
      : [`Likely cause: ${[cause, ...also].map(code).join(', or ')} (${escapeText(causeName)}). ${escapeText(fix)}`]),
  ];
}

/** Own code is marked. */
function fenceFrames(frames: readonly FrameRow[]): string {
  const lines = frames.flatMap(({ rawFunction, file, line, own }) => [
    `${own ? '>' : ' '} ${cleanText(rawFunction)}`,
    ...(file === '' ? [] : [`      ${cleanText(file)}:${line}`]),
  ]);
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [fence, ...lines, fence].join('\n');
}

/** A code span that no backtick in the text can end. */
function code(text: string): string {
  const safe = cleanText(text);
  if (safe === '') return '';
  const ticks = '`'.repeat(longestRun(safe) + 1);
  return safe.startsWith('`') || safe.endsWith('`') ? `${ticks} ${safe} ${ticks}` : `${ticks}${safe}${ticks}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function escapeText(text: string): string {
  // The last three are what GitHub makes links of without any markup.
  return cleanText(text).replace(/[\\`*_{}[\]<>#|!~&@]|:(?=\/\/)|(?<=\bwww)\./gi, (char) => `\\${char}`);
}
