// The report as a table: coloured and as wide as the terminal, or plain and uncut in a pipe.
import { formatCount } from '../core/format.ts';
import { drawLockLines } from '../core/analysis/wait-for/lock-lines.ts';
import { gradeColours, makePaint, stateColours } from './paint.ts';
import { neutralise } from '../report/plain-text.ts';
import type { Report, ReportRow, ReportSuspect } from '../report/model.ts';
import { drawSparkline } from '../report/sparkline.ts';
import { layCreators, tellConvoys } from '../report/starters.ts';
import { formatArrivals, formatCauses, formatCost, formatTimeLeft } from '../report/suspects.ts';
import { layTable, nameColumns, wrapText } from './text-table.ts';
import type { Column } from './text-table.ts';
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
  type ToldDiagnosis,
} from '../report/words.ts';

export interface TableStyle {
  readonly colour: boolean;
  /** Columns of the terminal; undefined in a pipe. */
  readonly width: number | undefined;
}

const columns = [
  { title: 'COUNT', align: 'right' },
  { title: 'SHARE', align: 'right' },
  { title: 'CHANGE', align: 'right' },
  { title: 'PER MIN', align: 'right' },
  { title: 'SINCE', align: 'left' },
  { title: 'COURSE', align: 'left' },
  { title: 'WAIT', align: 'right' },
  { title: 'GRADE', align: 'left' },
  { title: 'TARGET', align: 'left', shrinkTo: 8 },
  ...nameColumns,
] as const satisfies readonly Column[];

const gradeColumn = columns.findIndex((column) => column.title === 'GRADE');
const functionColumn = columns.findIndex((column) => column.title === 'FUNCTION');

export function writeTable(report: Report, rows: readonly ReportRow[], style: TableStyle): string {
  const paint = makePaint(style.colour);
  const cells = rows.map((row) => layRow(row, report.grouped.goroutines, style));
  const lines = layTable(columns, cells, style.width, (text, row, column) => {
    if (row < 0) return paint(text, 'dim');
    const grade = rows[row]?.grade;
    if (column === gradeColumn && grade !== undefined) return paint(text, gradeColours[grade]);
    return column === functionColumn ? paint(text, 'bold') : text;
  });
  const table = rows.length === 0 ? wrapText(tellNothing(report), style.width ?? Infinity) : lines;
  const { suspects } = report;
  const told = suspects.slice(0, maxTold).flatMap((suspect) => ['', ...tellSuspect(suspect, report, style)]);
  const untold = suspects.length - maxTold;
  if (untold > 0) told.push('', paint(`${formatCount(untold)} more suspects: --json has them all.`, 'dim'));
  const convoys = tellConvoys(report.convoys);
  const extra = [
    ...convoys.flatMap((text) => ['', ...wrapText(neutralise(text), style.width ?? Infinity)]),
    ...report.creators.flatMap((tree) => ['', paint('STARTED BY', 'dim'), ...layCreators(tree).map(neutralise)]),
  ];
  const looks = tellDiagnoses(report).flatMap((one) => ['', ...tellDiagnosis(one, style)]);
  const notes = report.notes.map((note) => paint(neutralise(note), 'dim'));
  const verdicts = tellVerdicts(report).flatMap(({ text, circle }, index) => {
    const colour = stateColours[report.verdicts[index]?.state ?? 'unknown'];
    return [
      ...wrapText(neutralise(text), style.width ?? Infinity).map((line) => paint(line, colour)),
      ...indent(circle, style.width),
    ];
  });
  const reasons = report.reasons.flatMap((sentence) =>
    wrapText(neutralise(sentence), style.width ?? Infinity).map((line) => paint(line, 'red')),
  );
  return `${[...reasons, ...verdicts, neutralise(describeProfiles(report)), '', ...table, ...told, ...extra, ...looks, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`;
}

/** Suspects that are described below the table. For the others, the table shows the grade only. */
const maxTold = 5;

/** The evidence, the cause, what to change: one paragraph each. */
function tellSuspect(suspect: ReportSuspect, report: Report, { colour, width }: TableStyle): readonly string[] {
  const paint = makePaint(colour);
  const { state, grade, count, evidence, fix, surer } = suspect;
  const what = [state, nameFunction(suspect.group)].filter((text) => text !== '').join(' in ');
  const target = nameTarget(suspect.per);
  const causes = formatCauses(suspect);
  const told = [
    evidence.join(' '),
    ...drawLocks(suspect, report),
    ...drawLockLines(suspect.lockLines),
    [formatArrivals(suspect), formatCost(suspect), formatTimeLeft(suspect)].filter((text) => text !== '').join(' '),
    causes === '' ? '' : `Likely cause: ${causes}.`,
    fix === null ? '' : `Fix: ${fix}`,
    surer.length === 0 ? '' : `Surer: ${surer.join(' ')}`,
  ];
  return [
    `${paint(grade, gradeColours[grade])}  ${paint(neutralise(`${formatCount(count)} × ${what}`), 'bold')}${target === '' ? '' : paint(`  ${neutralise(target)}`, 'dim')}`,
    ...indent(told, width),
  ];
}

/** A diagnosis: another problem or what is not known yet, and where to look. */
function tellDiagnosis({ text, next }: ToldDiagnosis, { width }: TableStyle): readonly string[] {
  if (text === '') return wrapText(neutralise(next), width ?? Infinity);
  return [...wrapText(neutralise(text), width ?? Infinity), ...indent([next], width)];
}

function indent(texts: readonly string[], width: number | undefined): readonly string[] {
  return texts
    .filter((text) => text !== '')
    .flatMap((text) => wrapText(neutralise(text), (width ?? Infinity) - 2).map((line) => `  ${line}`));
}

function layRow(row: ReportRow, total: number, { width }: TableStyle): readonly string[] {
  const { group } = row;
  return [
    formatCount(group.count),
    formatShare(group.count, total),
    row.change === null ? '' : formatGrowth(row.change),
    row.growthPerMinute === null ? '' : formatGrowth(row.growthPerMinute),
    formatMoment(row.sinceMs),
    // A pipe gets no bars, so that its columns are easy to cut.
    width === undefined || row.course.length < 3 ? '' : drawSparkline(row.course),
    formatWait(group.wait),
    row.grade ?? '',
    nameTarget(group.per),
    group.state,
    nameFunction(group),
    group.location,
    group.creator ?? '',
    formatLabels(group.labels),
  ].map(neutralise);
}
