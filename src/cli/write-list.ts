// Source with counts beside it, as in `go tool pprof -list`, for terminals, tickets and scripts.
import type { SourceLine } from '../core/analysis/source/model.ts';
import { formatAmount, formatCount } from '../core/format.ts';
import type { ListedFunction, SourceReport } from './list-model.ts';
import { makePaint, type Colour } from './paint.ts';
import { code, escapeText } from '../report/markdown-text.ts';
import { neutralise, stringifySafely } from '../report/plain-text.ts';

type Paint = (text: string, colour: Colour | undefined) => string;

export function writeListText(report: SourceReport, style: { readonly colour: boolean }): string {
  const paint = makePaint(style.colour);
  const blocks = report.functions.map((listed) => [
    paint(neutralise(describe(listed)), 'bold'),
    ...layLines(listed, paint),
    ...(listed.left > 0 ? [paint(formatLeft(listed), 'dim')] : []),
    '',
  ]);
  const nothing = report.functions.length > 0 ? [] : [neutralise(describeNothing(report)), ''];
  const notes = report.notes.map((note) => paint(neutralise(note), 'dim'));
  return `${[...nothing, ...blocks.flat(), ...notes].join('\n').trimEnd()}\n`;
}

export function writeListMarkdown(report: SourceReport): string {
  const plain: Paint = (text) => text;
  const blocks = report.functions.flatMap((listed) => [
    `## ${code(listed.parked.name)}: ${formatAmount(listed.parked.goroutines, 'goroutine')}`,
    escapeText(listed.parked.frame.file),
    fence(layLines(listed, plain)),
    ...(listed.left > 0 ? [formatLeft(listed)] : []),
  ]);
  return `${[
    '# Parked goroutines by source line',
    ...(report.functions.length > 0 ? blocks : [escapeText(describeNothing(report))]),
    ...report.notes.map((note) => `> ${escapeText(note)}`),
  ].join('\n\n')}\n`;
}

/**
 * Fields may be added, never renamed. `text` is null where the source is missing, and `count` is 0 on lines without
 * goroutines.
 */
export function writeListJson({ source, functions, notes }: SourceReport): string {
  const document = {
    version: 1,
    source: source.source,
    goroutines: source.profile.goroutines,
    functions: functions.map(({ parked, lines, left, found }) => ({
      function: parked.name,
      rawFunction: parked.frame.function,
      file: parked.frame.file,
      own: parked.own,
      goroutines: parked.goroutines,
      found,
      left,
      lines: lines.map(({ line, text, parked: here }) => ({
        line,
        text: text ?? null,
        count: here?.count ?? 0,
        states: Object.fromEntries(here?.states ?? []),
        fingerprint: here?.fingerprint ?? null,
      })),
    })),
    notes,
  };
  return `${stringifySafely(document, 2)}\n`;
}

/** `main.worker in /src/main.go: 14 goroutines` */
function describe({ parked }: ListedFunction): string {
  const { name, frame, goroutines } = parked;
  return `${name}${frame.file === '' ? '' : ` in ${frame.file}`}: ${formatAmount(goroutines, 'goroutine')}`;
}

function describeNothing({ wanted, source }: SourceReport): string {
  return `No goroutine of ${source.source} is in a function named ${wanted}, or in one that matches it as a regular expression.`;
}

/** `  1,200  41:   out <- job    // chan send` */
function layLines({ lines }: ListedFunction, paint: Paint): readonly string[] {
  const counts = lines.map(({ parked }) => (parked === undefined ? '.' : formatCount(parked.count)));
  const countWidth = Math.max(...counts.map((count) => count.length), 1);
  const lineWidth = Math.max(...lines.map(({ line }) => String(line).length), 1);
  return lines.flatMap((one, index) => {
    const isGap = index > 0 && one.line > (lines[index - 1]?.line ?? 0) + 1;
    return [...(isGap ? [paint(`${' '.repeat(countWidth + 2)}…`, 'dim')] : []), layLine(one)];
  });

  function layLine(one: SourceLine): string {
    const count = (one.parked?.count.toLocaleString('en-US') ?? '.').padStart(countWidth);
    const number = String(one.line).padStart(lineWidth);
    const text = neutralise((one.text ?? '').replaceAll('\t', '    '));
    const states = (one.parked?.states ?? []).map(([state, of]) => `${state} ${formatCount(of)}`).join(', ');
    const isParked = one.parked !== undefined;
    const shown = `${paint(count, isParked ? 'red' : 'dim')}  ${paint(`${number}:`, 'dim')} ${isParked ? paint(text, 'bold') : text}`;
    return states === '' ? shown.trimEnd() : `${shown.trimEnd()}  ${paint(`// ${neutralise(states)}`, 'dim')}`;
  }
}

function formatLeft({ left, parked }: ListedFunction): string {
  return `${formatAmount(left, 'line')} of ${parked.name} are left out. Of a long function, only the lines around parked goroutines are shown.`;
}

/** A fence that no line of the source can close. */
function fence(lines: readonly string[]): string {
  let marks = '```';
  while (lines.some((line) => line.includes(marks))) marks += '`';
  return [`${marks}go`, ...lines, marks].join('\n');
}
