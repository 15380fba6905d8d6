// The answer to `stack`: one stack as a card with a row per part, from the verdict to what to do next. Texts are
// Markdown, which Grafana's table renders.
import type { Suspect } from '../core/analysis/suspects/model.ts';
import { formatAmount } from '../core/format.ts';
import { formatRate, formatSpan, formatTime } from '../core/analysis/suspects/words.ts';
import { causes } from '../core/causes/list.ts';
import type { CauseId } from '../core/causes/model.ts';
import { drawLockLines, type LockLine } from '../core/analysis/wait-for/lock-lines.ts';
import type { Party } from '../core/analysis/wait-for/model.ts';
import type { DataFrame, FrameMeta } from './model.ts';
import { makeColumns } from './table-columns.ts';
import { minuteMs } from '../core/agreed-times.ts';

export interface CardFrame {
  readonly name: string;
  /** `engine.go:41`; empty where unknown. */
  readonly location: string;
  readonly own: boolean;
  /** Where its source can be opened; null where unknown. */
  readonly url: string | null;
}

export interface StackCard {
  /** The uid of the data source, so that links stay on it. */
  readonly source: string;
  readonly fingerprint: string;
  readonly function: string;
  readonly location: string;
  /** Goroutines with this stack now; null where nothing could be read. */
  readonly count: number | null;
  readonly states: readonly string[];
  /** Innermost first. */
  readonly frames: readonly CardFrame[];
  /** Null where only a dump would show it. */
  readonly creator: string | null;
  /** The suspect for this stack; undefined where it is not a suspect. */
  readonly suspect: Suspect | undefined;
  /** The cause that the stack suggests, where it is not a suspect. */
  readonly cause: CauseId | null;
  /** Sentences about what is missing for a verdict. */
  readonly unknown: readonly string[];
  /** Whether the settings define where source can be opened. */
  readonly hasSourceLink: boolean;
  /** Dumps that were kept when a leak began, the newest first. */
  readonly keptDumps: readonly KeptDumpLink[];
  /** The lines at which its lock is taken, waited for, and left locked; empty without a lock or without source. */
  readonly lockLines: readonly LockLine[];
}

export interface KeptDumpLink {
  readonly atMs: number;
  readonly instance: string;
  readonly goroutines: number;
  /** False while its time still counts as now. A new dump would then be taken. */
  readonly isOpen: boolean;
}

interface Part {
  readonly part: string;
  readonly text: string;
}

/**
 * Grafana drops links that begin with neither `/` nor `./`. A link to another tab is resolved against Grafana's root,
 * under any path. Other links go through its router, which adds the path.
 */
const causePages = './public/plugins/parked-goroutines-datasource/causes';
const maxFrames = 100;
const maxKept = 5;
const maxQueued = 10;

export function frameStack(card: StackCard, meta: FrameMeta): DataFrame {
  const { texts } = makeColumns(writeCard(card));
  return {
    name: 'stack',
    fields: [
      texts('part', 'Part', ({ part }) => part),
      texts('text', 'What is known', ({ text }) => text),
      texts('fingerprint', 'Fingerprint', () => card.fingerprint),
    ],
    meta: { ...meta, type: 'table', preferredVisualisationType: 'table' },
  };
}

function writeCard(card: StackCard): readonly Part[] {
  const { suspect } = card;
  const cause = suspect?.cause ?? card.cause;
  const locks = { part: 'Who waits for whom', text: writeLocks(card) };
  const isDeadlock = suspect?.locks?.deadlock === true;
  return [
    { part: 'Verdict', text: writeVerdict(card) },
    ...(isDeadlock ? [locks] : []),
    { part: suspect ? 'Why it leaks' : 'If it leaks', text: writeCause(cause, suspect?.also ?? []) },
    { part: 'What to change', text: suspect?.fix ?? (cause === null ? '' : causes[cause].fix) },
    { part: 'Evidence', text: writeEvidence(card) },
    ...(isDeadlock ? [] : [locks]),
    { part: 'Lines of the lock', text: drawLockLines(card.lockLines).map(code).join('\n\n') },
    { part: 'Call stack', text: writeFrames(card.frames) },
    { part: 'Source', text: writeSource(card) },
    { part: 'Started by', text: writeCreator(card.creator) },
    { part: 'Kept dumps', text: writeKeptDumps(card) },
    { part: 'Next step', text: writeNext(card) },
  ].filter(({ text }) => text !== '');
}

function writeVerdict({ suspect, count, states, location, ...card }: StackCard): string {
  const wait = `${states.map(code).join(', ') || 'an unknown state'}${location === '' ? '' : ` at ${code(location)}`}`;
  const now =
    count === null
      ? 'How many there are now could not be read.'
      : count === 0
        ? 'No goroutine has this stack now.'
        : `${formatAmount(count, 'goroutine')} in ${wait}, function ${code(card.function)}.`;
  if (suspect === undefined) {
    const known = card.unknown.length === 0 ? 'Nothing points to a leak.' : 'Too little is known for a verdict.';
    return `**No suspect.** ${known} ${now}`;
  }
  const { grade, confidence, timeLeft } = suspect;
  const growth = writeGrowth(suspect);
  const left =
    timeLeft === null
      ? ''
      : ` The ${timeLeft.limit} limit is reached in ${formatSpan(timeLeft.ms.low)} at the earliest.`;
  return `**${grade.toUpperCase()}.** ${confidence}. ${now} ${growth}${left}`;
}

function writeGrowth({ growthPerMinute, sinceMs, stoppedMs }: Suspect): string {
  const since = sinceMs === null ? '' : ` since ${formatTime(sinceMs)}`;
  if (growthPerMinute > 0) return `About ${formatRate(growthPerMinute)}${since}.`;
  if (stoppedMs === null) return 'They do not grow.';
  return `Constant since ${formatTime(stoppedMs)}${since === '' ? '' : `, after growing${since}`}.`;
}

function writeCause(cause: CauseId | null, also: readonly CauseId[]): string {
  if (cause === null) return '';
  const others = also.length === 0 ? '' : ` Others that fit: ${also.map(linkCause).join(', ')}.`;
  return `${linkCause(cause)}. ${causes[cause].why}${others}`;
}

/** Bold, because a link needs more than a colour to differ from the text around it. The page is not Grafana's. */
function linkCause(id: CauseId): string {
  return `**<a href="${causePages}/${id}.html" target="_blank">${causes[id].name}</a>**`;
}

function writeEvidence({ suspect }: StackCard): string {
  return (suspect?.evidence ?? []).map((line) => `- ${line}`).join('\n');
}

/** A table with a row per edge. Each stack links to its own card, where its calls are. */
function writeLocks({ suspect, source }: StackCard): string {
  if (suspect === undefined || suspect.locks === null) return '';
  const { edges, queue, deadlock } = suspect.locks;
  const rows = edges.map(({ waiters, lock, holder, sign }) => {
    const who = holder === undefined ? 'nobody in the profile' : linkParty(holder, source);
    // Grafana's Markdown tables have no space between columns.
    return `| ${linkParty(waiters, source)} &ensp;| ${cell(lock)} &ensp;| ${who}${holder !== undefined && sign === 'name' ? ' (a guess)' : ''} |`;
  });
  const behind = queue.slice(0, maxQueued).map((party) => `- ${linkParty(party, source)}`);
  return [
    '| Who waits | for what | held by, or expected of |\n| --- | --- | --- |\n' + rows.join('\n'),
    ...(deadlock ? ['Nobody in it can go on.'] : []),
    ...(behind.length > 0 ? [`Behind it wait:\n\n${behind.join('\n')}`] : []),
    ...(queue.length > maxQueued ? [`${formatAmount(queue.length - maxQueued, 'more stack')}.`] : []),
  ].join('\n\n');
}

const pageOfStack = (source: string, fingerprint: string): string =>
  `/d/parked-stack?var-ds=${encodeURIComponent(source)}&var-fingerprint=${fingerprint}`;

function linkParty(party: Party, source: string): string {
  const { function: name, location, count, state, waitMinutes, fingerprint } = party;
  const wait = waitMinutes < 1 ? '' : `, up to ${waitMinutes} min`;
  const what = `[${code(name).replaceAll('|', '/')}](${pageOfStack(source, fingerprint)}) ${cell(location)}`;
  return `${count > 1 ? `${count} × ` : ''}${what} (${cell(state)}${wait})`;
}

/** As plain text within a cell of a Markdown table. */
const cell = (text: string): string => text.replaceAll(/([\\`*_[\]<>|])/g, '\\$1').replaceAll('\n', ' ');

/** Own code is highlighted and links to its source. */
function writeFrames(frames: readonly CardFrame[]): string {
  const lines = frames.slice(0, maxFrames).map(({ name, location, own, url }, index) => {
    const shown = url === null ? code(name) : `[${code(name)}](${url})`;
    return `${index + 1}. ${own ? `**${shown}**` : shown}${location === '' ? '' : ` ${code(location)}`}`;
  });
  const rest = frames.length - lines.length;
  return [...lines, ...(rest > 0 ? [`\n${formatAmount(rest, 'more frame')}.`] : [])].join('\n');
}

function writeSource({ frames, hasSourceLink }: StackCard): string {
  const first = frames.find(({ own, url }) => own && url !== null);
  if (first) return `[Open ${code(first.location)} in the repository](${first.url})`;
  if (hasSourceLink) return 'None of its frames is code whose repository is known.';
  return 'Set **Source link** in the settings of the data source: lines of your own code then lead to the repository.';
}

function writeCreator(creator: string | null): string {
  if (creator === null) return 'Only a dump tells. The row at the end of this page takes one when you open it.';
  return creator === '' ? 'Nobody: it is a goroutine that the program began with.' : code(creator);
}

/** The dump comes from a range that ended, so opening it stops nothing. */
function writeKeptDumps({ source, fingerprint, keptDumps }: StackCard): string {
  const lines = keptDumps.slice(0, maxKept).map(({ atMs, instance, goroutines, isOpen }) => {
    const range = `from=${atMs - minuteMs}&to=${atMs + 1_000}`;
    const url = `${pageOfStack(source, fingerprint)}&${range}`;
    const time = formatTime(atMs);
    const name = isOpen ? `**[${time}](${url})**` : `${time}, opens in a moment`;
    return `- ${name}: ${code(instance)} with ${formatAmount(goroutines, 'goroutine')}`;
  });
  const rest = keptDumps.length - lines.length;
  return [...lines, ...(rest > 0 ? [`- ${formatAmount(rest, 'older one')}`] : [])].join('\n');
}

function writeNext({ suspect, unknown }: StackCard): string {
  const steps = [...(suspect?.surer ?? []), ...unknown];
  return steps.map((step) => `- ${step}`).join('\n');
}

/** Names come from outside, so none may end the code span around it. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('\n', ' ')}\``;
}
