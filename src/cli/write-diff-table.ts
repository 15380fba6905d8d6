// The diff as a table: coloured and as wide as the terminal, or plain and uncut in a pipe.
import { layCells, describeDiff } from './diff-cells.ts';
import type { DiffReport } from './diff-model.ts';
import { gradeColours, makePaint } from './paint.ts';
import type { Colour } from './paint.ts';
import { neutralise } from '../report/plain-text.ts';
import type { ChangeKind } from '../core/analysis/diff/model.ts';
import { gradeSnapshot } from '../core/analysis/verdict.ts';
import { layTable, nameColumns } from './text-table.ts';
import type { Column } from './text-table.ts';
import type { TableStyle } from './write-table.ts';

const columns = [
  { title: 'KIND', align: 'left' },
  { title: 'BEFORE', align: 'right' },
  { title: 'AFTER', align: 'right' },
  { title: 'CHANGE', align: 'right' },
  { title: 'GRADE', align: 'left' },
  ...nameColumns,
] as const satisfies readonly Column[];

const kindColours: Readonly<Record<ChangeKind, Colour | undefined>> = {
  appeared: 'red',
  grew: 'red',
  shrank: 'green',
  'went away': 'green',
  same: undefined,
};

export function writeDiffTable(report: DiffReport, style: TableStyle): string {
  const paint = makePaint(style.colour);
  const cells = layCells(report).map(({ figures, names }) => [...figures, ...names].map(neutralise));
  const lines = layTable(columns, cells, style.width, (text, row, column) => {
    if (row < 0) return paint(text, 'dim');
    const change = report.rows[row];
    const grade = change === undefined ? null : gradeSnapshot(change.group);
    switch (columns[column]?.title) {
      case 'KIND':
      case 'CHANGE':
        return paint(text, change === undefined ? undefined : kindColours[change.kind]);
      case 'GRADE':
        return paint(text, grade === null ? undefined : gradeColours[grade]);
      case 'FUNCTION':
        return paint(text, 'bold');
      default:
        return text;
    }
  });
  const table = cells.length === 0 ? ['Nothing changed.'] : lines;
  const notes = report.notes.map((note) => paint(neutralise(note), 'dim'));
  return `${[neutralise(describeDiff(report)), '', ...table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`;
}
