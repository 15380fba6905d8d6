// The report as text for a ticket: a table, and the whole stack of the largest groups.
import { neutralise } from './plain-text.ts';
import type { Report, ReportRow } from './report-model.ts';
import { drawSparkline } from './sparkline.ts';
import { describeProfiles, spellGrowth, spellLabels, spellMoment, spellShare, spellWait } from './words.ts';

/** Whole stacks beyond these make a ticket unreadable. */
const mostStacks = 5;

export function writeMarkdown(report: Report, rows: readonly ReportRow[]): string {
  const cells = [columns.map(([title]) => title), ...rows.map((row) => layRow(row, report.grouped.goroutines))];
  const used = columns.map((_, index) => index).filter((index) => cells.slice(1).some((row) => row[index] !== ''));
  const table = [...cells.slice(0, 1), columns.map(() => '---'), ...cells.slice(1)];
  const listed = rows.filter((row) => row.group.frames.length > 0);
  const stacks = listed.slice(0, mostStacks).map((row, index) => describeStack(row, index + 1));
  const more = listed.length - stacks.length;
  return `${[
    '# Goroutine report',
    escapeText(describeProfiles(report)),
    rows.length === 0
      ? 'No goroutines match.'
      : table.map((row) => `| ${used.map((index) => row[index]).join(' | ')} |`).join('\n'),
    ...report.notes.map((note) => `> ${escapeText(note)}`),
    ...stacks,
    ...(more > 0
      ? [`The stacks of ${more.toLocaleString('en-US')} more groups are left out here; \`--json\` has them.`]
      : []),
  ].join('\n\n')}\n`;
}

/** A column that is empty in every row is left out. */
const columns: readonly (readonly [title: string, read: (row: ReportRow, total: number) => string])[] = [
  ['Count', ({ group }) => group.count.toLocaleString('en-US')],
  ['Share', ({ group }, total) => spellShare(group.count, total)],
  ['Change', ({ change }) => (change === null ? '' : spellGrowth(change))],
  ['Per minute', ({ growthPerMinute }) => (growthPerMinute === null ? '' : spellGrowth(growthPerMinute))],
  ['Since', ({ sinceMs }) => spellMoment(sinceMs)],
  ['Course', ({ course }) => (course.length < 3 ? '' : code(drawSparkline(course)))],
  ['Wait', ({ group }) => spellWait(group.wait)],
  ['Grade', ({ grade }) => grade ?? ''],
  ['State', ({ group }) => code(group.state)],
  ['Function', ({ group }) => code(group.function)],
  ['Location', ({ group }) => code(group.location)],
  ['Created by', ({ group }) => code(group.creator ?? '')],
  ['Labels', ({ group }) => code(spellLabels(group.labels))],
];

function layRow(row: ReportRow, total: number): readonly string[] {
  return columns.map(([, read]) => read(row, total).replaceAll('|', '\\|'));
}

function describeStack({ group }: ReportRow, place: number): string {
  const facts = [
    ...(group.fingerprint === '' ? [] : [`fingerprint ${code(group.fingerprint)}`]),
    ...(group.creator ? [`created by ${code(group.creator)}`] : []),
    ...(group.leaked > 0 ? [`${group.leaked.toLocaleString('en-US')} marked as leaked by the runtime`] : []),
  ];
  const frames = group.frames.flatMap(({ raw, own }) => [
    `${own ? '>' : ' '} ${neutralise(raw.function)}`,
    ...(raw.file === '' ? [] : [`      ${neutralise(raw.file)}:${raw.line}`]),
  ]);
  const fence = fenceFor(frames.join('\n'));
  const what = [code(group.state), code(group.function)].filter((text) => text !== '').join(' in ');
  const title = `## ${place}. ${group.count.toLocaleString('en-US')} × ${what || 'several stacks'}`;
  return [title, ...(facts.length > 0 ? [facts.join(' · ')] : []), [fence, ...frames, fence].join('\n')].join('\n\n');
}

/** A code span that no backtick in the text can end. */
function code(text: string): string {
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

/** Text outside code: nothing in it may become markup or a link. */
function escapeText(text: string): string {
  return neutralise(text).replace(/[\\`*_{}[\]<>#|!~&]/g, (char) => `\\${char}`);
}
