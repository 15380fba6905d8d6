// Writes the text of a ticket. Names come from other programs, so none may become markup.
import { code, escapeText, fence } from '../report/markdown-text.ts';
import type { FrameRow, StackRow, SuspectRow } from './model.ts';
import { formatCount } from '../core/format.ts';
import { formatBytes, formatChange, formatMinutes, formatRange } from './words.ts';

export interface TicketStack {
  readonly row: StackRow | SuspectRow;
  readonly suspect: SuspectRow | undefined;
  readonly frames: readonly FrameRow[];
}

/** The content of the ticket; empty texts are unknown. */
export interface TicketSubject {
  /** The process or the dump. */
  readonly target: string;
  readonly service: string;
  readonly instances: readonly string[];
  readonly goVersion: string;
  /** When the goroutines were seen; null if the dump has no time. */
  readonly atMs: number | null;
}

/** Ends with a question whose answer helps to prevent the next leak. */
export function writeTicket(subject: TicketSubject, stacks: readonly TicketStack[]): string {
  const { target, service, instances, goVersion, atMs } = subject;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Target', target],
    ['Service', service],
    ['Instance', instances.join(', ')],
    ['Time', atMs === null ? 'not told by the dump' : new Date(atMs).toISOString()],
    ['Go', goVersion],
  ];
  const parts = [
    `# Goroutine leak: ${escapeText(target)}`,
    facts.flatMap(([name, value]) => (value === '' ? [] : [`- ${name}: ${escapeText(value)}`])).join('\n'),
    ...stacks.flatMap(describeStack),
  ];
  return `${parts.join('\n\n')}\n`;
}

function describeStack({ row, suspect, frames }: TicketStack): readonly string[] {
  const growth = row.growthPerMinute === null ? '' : `, ${formatChange(row.growthPerMinute)} a minute`;
  return [
    `## ${formatCount(row.count)} × ${code(row.state)} in ${code(row.function)}`,
    `At ${code(row.location)}${row.target === '' ? '' : ` of ${escapeText(row.target)}`}${growth} · fingerprint ${code(row.fingerprint)}`,
    ...(suspect === undefined ? [] : describeSuspect(suspect)),
    ...(frames.length === 0 ? [] : [fenceFrames(frames)]),
    'Which event makes this goroutine exit?',
  ];
}

function describeSuspect(suspect: SuspectRow): readonly string[] {
  const { grade, evidence, cause, causeName, also, fix, sinceMs, memoryBytes, timeLeftMinutes } = suspect;
  const facts = [
    ...(sinceMs === null ? [] : [`Since ${new Date(sinceMs).toISOString()}.`]),
    ...(memoryBytes === null ? [] : [`Costs ${formatRange(memoryBytes, formatBytes)} of memory.`]),
    ...(timeLeftMinutes === null ? [] : [`The limit is reached in ${formatRange(timeLeftMinutes, formatMinutes)}.`]),
  ];
  return [
    `**${grade}**: ${escapeText([...evidence, ...facts].join(' '))}`,
    ...(cause === null
      ? []
      : [`Likely cause: ${[cause, ...also].map(code).join(', or ')} (${escapeText(causeName)}). ${fix}`]),
  ];
}

/** Marks own code. */
function fenceFrames(frames: readonly FrameRow[]): string {
  return fence(
    frames.flatMap(({ rawFunction, file, line, own }) => [
      `${own ? '>' : ' '} ${rawFunction}`,
      ...(file === '' ? [] : [`      ${file}:${line}`]),
    ]),
  );
}
