// The report as text for a ticket: a table, and the whole stack of the largest groups.
import { code, escapeText, fenceFrames, layMarkdownTable } from './markdown.ts';
import type { Report, ReportRow } from './report-model.ts';
import { drawSparkline } from './sparkline.ts';
import { listSuspects, type Suspect } from './suspects.ts';
import { describeProfiles, spellGrowth, spellLabels, spellMoment, spellShare, spellWait } from './words.ts';

/** Whole stacks beyond these make a ticket unreadable. */
const mostStacks = 5;

export function writeMarkdown(report: Report, rows: readonly ReportRow[]): string {
  const cells = rows.map((row) => columns.map(([, read]) => read(row, report.grouped.goroutines)));
  const listed = rows.filter((row) => row.group.frames.length > 0);
  const suspects = new Map(listSuspects(report.rows).map((suspect) => [suspect.row, suspect]));
  const stacks = listed.slice(0, mostStacks).map((row, index) => describeStack(row, index + 1, suspects.get(row)));
  const more = listed.length - stacks.length;
  return `${[
    '# Goroutine report',
    escapeText(describeProfiles(report)),
    rows.length === 0
      ? 'No goroutines match.'
      : layMarkdownTable(
          columns.map(([title]) => title),
          cells,
        ),
    ...report.notes.map((note) => `> ${escapeText(note)}`),
    ...stacks,
    ...(more > 0
      ? [`The stacks of ${more.toLocaleString('en-US')} more groups are left out here; \`--json\` has them.`]
      : []),
  ].join('\n\n')}\n`;
}

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

function describeStack({ group }: ReportRow, place: number, suspect: Suspect | undefined): string {
  const facts = [
    ...(group.fingerprint === '' ? [] : [`fingerprint ${code(group.fingerprint)}`]),
    ...(group.creator ? [`created by ${code(group.creator)}`] : []),
    ...(group.leaked > 0 ? [`${group.leaked.toLocaleString('en-US')} marked as leaked by the runtime`] : []),
  ];
  const what = [code(group.state), code(group.function)].filter((text) => text !== '').join(' in ');
  const title = `## ${place}. ${group.count.toLocaleString('en-US')} × ${what || 'several stacks'}`;
  return [
    title,
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    fenceFrames(group.frames),
    ...tellSuspect(suspect),
  ].join('\n\n');
}

/** The question at the end is for whoever takes the ticket: its answer prevents the next leak. */
function tellSuspect(suspect: Suspect | undefined): readonly string[] {
  if (suspect === undefined) return [];
  const { grade, evidence, cause, also, fix } = suspect;
  return [
    `**${grade}**: ${escapeText(evidence.join(' '))}`,
    ...(cause === null ? [] : [`Likely cause: ${[cause, ...also].map(code).join(', or ')}. ${fix ?? ''}`]),
    'Which event makes this goroutine exit?',
  ];
}
