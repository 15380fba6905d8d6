// The report as text for a ticket: a table, and the whole stack of the largest groups.
import { neutralise } from './plain-text.ts';
import type { Report, ReportRow } from './report-model.ts';
import { describeProfiles, spellGrowth, spellShare, spellWait } from './words.ts';

/** Whole stacks beyond these make a ticket unreadable. */
const mostStacks = 5;

export function writeMarkdown(report: Report, rows: readonly ReportRow[]): string {
  const grew = rows.some((row) => row.change !== null);
  const head = [
    'Count',
    'Share',
    ...(grew ? ['Change', 'Per minute'] : []),
    'Wait',
    'Grade',
    'State',
    'Function',
    'Location',
  ];
  const table = [head, head.map(() => '---'), ...rows.map((row) => layRow(row, report.grouped.goroutines, grew))];
  const listed = rows.filter((row) => row.group.frames.length > 0);
  const stacks = listed.slice(0, mostStacks).map((row, index) => describeStack(row, index + 1));
  const more = listed.length - stacks.length;
  return `${[
    '# Goroutine report',
    escapeText(describeProfiles(report)),
    table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    ...report.notes.map((note) => `> ${escapeText(note)}`),
    ...stacks,
    ...(more > 0
      ? [`The stacks of ${more.toLocaleString('en-US')} more groups are left out here; \`--json\` has them.`]
      : []),
  ].join('\n\n')}\n`;
}

function layRow({ group, change, growthPerMinute, grade }: ReportRow, total: number, grew: boolean): readonly string[] {
  return [
    group.count.toLocaleString('en-US'),
    spellShare(group.count, total),
    ...(grew
      ? [change === null ? '' : spellGrowth(change), growthPerMinute === null ? '' : spellGrowth(growthPerMinute)]
      : []),
    spellWait(group.wait),
    grade ?? '',
    code(group.state),
    code(group.function),
    code(group.location),
  ];
}

function describeStack({ group }: ReportRow, place: number): string {
  const facts = [
    `fingerprint ${code(group.fingerprint)}`,
    ...(group.creator === null ? [] : [`created by ${code(group.creator)}`]),
    ...(group.leaked > 0 ? [`${group.leaked.toLocaleString('en-US')} marked as leaked by the runtime`] : []),
  ];
  const frames = group.frames.flatMap(({ raw, own }) => [
    `${own ? '>' : ' '} ${neutralise(raw.function)}`,
    ...(raw.file === '' ? [] : [`      ${neutralise(raw.file)}:${raw.line}`]),
  ]);
  const fence = fenceFor(frames.join('\n'));
  const title = `## ${place}. ${group.count.toLocaleString('en-US')} × ${code(group.state)} in ${code(group.function)}`;
  return [title, facts.join(' · '), [fence, ...frames, fence].join('\n')].join('\n\n');
}

/** A code span that neither backticks nor pipes in the text can end. */
function code(text: string): string {
  if (text === '') return '';
  const safe = neutralise(text).replaceAll('|', '\\|');
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
