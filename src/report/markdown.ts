// The report as text for a ticket: a table, and the whole stacks of the largest groups.
import { formatCount } from '../core/format.ts';
import type { Group } from '../core/analysis/model.ts';
import { drawLockLines } from '../core/analysis/wait-for/lock-lines.ts';
import { causes } from '../core/causes/list.ts';
import { explainCauses, linkCause } from './markdown-causes.ts';
import { code, escapeText, fence, fenceFrames, layMarkdownTable } from './markdown-text.ts';
import type { Report, ReportRow, ReportSuspect } from './model.ts';
import { drawSparkline } from './sparkline.ts';
import { layCreators, tellConvoys } from './starters.ts';
import { formatArrivals, formatCost, formatTimeLeft } from './suspects.ts';
import {
  describeProfiles,
  drawLocks,
  nameFunction,
  nameTarget,
  formatGrowth,
  formatLabels,
  formatMoment,
  formatShare,
  formatWait,
  tellNothing,
  tellDiagnoses,
  tellVerdicts,
} from './words.ts';

/** More whole stacks would make a ticket unreadable. */
const maxStacks = 5;

export function writeMarkdown(report: Report, rows: readonly ReportRow[]): string {
  const cells = rows.map((row) => columns.map(([, read]) => read(row, report.grouped.goroutines)));
  const listed = rows.filter((row) => row.group.frames.length > 0);
  // Suspects come first, whatever their size, since the ticket is about them.
  const suspects = report.suspects.slice(0, maxStacks);
  const told = new Set(suspects.map(({ group }) => group.key));
  const others = listed.filter(({ group }) => !told.has(group.key));
  const largest = others.slice(0, maxStacks - suspects.length);
  const more = others.length - largest.length + report.suspects.length - suspects.length;
  return `${[
    '# Goroutine report',
    ...report.reasons.map((sentence) => `**${escapeText(sentence)}**`),
    ...tellVerdicts(report).flatMap(({ text, circle }) => [
      `**${escapeText(text)}**`,
      ...(circle.length === 0 ? [] : [fence(circle)]),
    ]),
    escapeText(describeProfiles(report)),
    rows.length === 0
      ? tellNothing(report)
      : layMarkdownTable(
          columns.map(([title]) => title),
          cells,
        ),
    ...report.notes.map((note) => `> ${escapeText(note)}`),
    ...tellDiagnoses(report).map(({ text, next }) => escapeText([text, next].filter((one) => one !== '').join(' '))),
    ...suspects.map((suspect, index) =>
      describeStack(suspect.group, suspect.count, index + 1, tellSuspect(suspect, report), suspect),
    ),
    ...largest.map(({ group }, index) => describeStack(group, group.count, suspects.length + index + 1, [])),
    ...tellConvoys(report.convoys).map(escapeText),
    ...report.creators.map((tree) => `## Started by\n\n${fence(layCreators(tree))}`),
    ...explainCauses(suspects.flatMap(({ cause }) => cause ?? [])),
    ...(more > 0 ? [`The stacks of ${formatCount(more)} more groups are left out here; \`--json\` has them.`] : []),
  ].join('\n\n')}\n`;
}

const columns: readonly (readonly [title: string, read: (row: ReportRow, total: number) => string])[] = [
  ['Count', ({ group }) => formatCount(group.count)],
  ['Share', ({ group }, total) => formatShare(group.count, total)],
  ['Change', ({ change }) => (change === null ? '' : formatGrowth(change))],
  ['Per minute', ({ growthPerMinute }) => (growthPerMinute === null ? '' : formatGrowth(growthPerMinute))],
  ['Since', ({ sinceMs }) => formatMoment(sinceMs)],
  ['Course', ({ course }) => (course.length < 3 ? '' : code(drawSparkline(course)))],
  ['Wait', ({ group }) => formatWait(group.wait)],
  ['Target', ({ group }) => code(nameTarget(group.per))],
  ['Grade', ({ grade }) => grade ?? ''],
  ['State', ({ group }) => code(group.state)],
  ['Function', ({ group }) => code(nameFunction(group))],
  ['Location', ({ group }) => code(group.location)],
  ['Created by', ({ group }) => code(group.creator ?? '')],
  ['Labels', ({ group }) => code(formatLabels(group.labels))],
];

function describeStack(
  group: Group,
  count: number,
  place: number,
  said: readonly string[],
  suspect?: ReportSuspect,
): string {
  const target = nameTarget(group.per);
  const facts = [
    ...(target === '' ? [] : [`target ${code(target)}`]),
    ...(group.fingerprint === '' ? [] : [`fingerprint ${code(group.fingerprint)}`]),
    ...(group.creator ? [`created by ${code(group.creator)}`] : []),
    ...(group.leaked > 0 ? [`${formatCount(group.leaked)} marked as leaked by the runtime`] : []),
  ];
  const what = [code(suspect?.state ?? group.state), code(group.function)].filter((text) => text !== '').join(' in ');
  const title = `## ${place}. ${formatCount(count)} × ${what || 'several stacks'}`;
  return [
    title,
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    ...said,
    fenceFrames(group.frames),
    ...(suspect === undefined ? [] : askForPrevention(suspect)),
  ].join('\n\n');
}

function tellSuspect(suspect: ReportSuspect, report: Report): readonly string[] {
  const { grade, evidence, cause, also, fix, surer } = suspect;
  const price = [formatCost(suspect), formatTimeLeft(suspect)].filter((text) => text !== '').join(' ');
  const drawn = drawLocks(suspect, report);
  return [
    `**${grade}**: ${escapeText([...evidence, price].filter((text) => text !== '').join(' '))}`,
    ...(drawn.length === 0 ? [] : [fence(drawn)]),
    ...(suspect.lockLines.length === 0 ? [] : [fence(drawLockLines(suspect.lockLines))]),
    ...(formatArrivals(suspect) === '' ? [] : [formatArrivals(suspect)]),
    ...(cause === null ? [] : [`Likely cause: ${[linkCause(cause), ...also.map(code)].join(', or ')}. ${fix ?? ''}`]),
    ...(surer.length === 0 ? [] : [`Surer: ${escapeText(surer.join(' '))}`]),
  ];
}

/** Questions for the person who takes the ticket. The answers help to prevent the next leak. */
function askForPrevention({ function: name, state, cause }: ReportSuspect): readonly string[] {
  const what = [code(name), state === '' ? '' : `in ${code(state)}`].filter((text) => text !== '').join(' ');
  const prevention = cause === null ? [] : causes[cause].prevention.map((line) => `- [ ] ${line}`);
  return [
    `**Which event makes this goroutine exit?** Before this ticket is closed, name the event that ends ${what}, ` +
      'and where in the code it is sure to happen on every path: return, error, timeout, cancelled context, ' +
      'shutdown.',
    ...(prevention.length === 0 ? [] : [`What would catch the next one:\n\n${prevention.join('\n')}`]),
  ];
}
