// The diff as text for a ticket: a table, and the whole stacks of the largest changes.
import { explainGroup } from '../core/analysis/explain-group.ts';
import { explainCauses, linkCause } from '../report/markdown-causes.ts';
import { describeDiff, layCells } from './diff-cells.ts';
import type { DiffReport } from './diff-model.ts';
import { code, escapeText, fenceFrames, layMarkdownTable } from '../report/markdown-text.ts';
import { formatGrowth } from '../report/words.ts';

/** More whole stacks would make a ticket unreadable. */
const maxStacks = 5;

const titles = [
  'Kind',
  'Before',
  'After',
  'Change',
  'Grade',
  'Cause',
  'State',
  'Function',
  'Location',
  'Created by',
  'Labels',
] as const;

export function writeDiffMarkdown(report: DiffReport): string {
  const shown = report.rows.map(({ group, change }) => (change > 0 ? (explainGroup(group)?.cause ?? null) : null));
  const cells = layCells(report).map(({ figures, names }, at) => [
    ...figures,
    linkCause(shown[at] ?? null),
    ...names.map(code),
  ]);
  const stacks = report.rows
    .filter(({ group }) => group.frames.length > 0)
    .slice(0, maxStacks)
    .map(({ group, change }, index) => {
      const what = [code(group.state), code(group.function)].filter((text) => text !== '').join(' in ');
      return [`## ${index + 1}. ${formatGrowth(change)} × ${what || 'several stacks'}`, fenceFrames(group.frames)].join(
        '\n\n',
      );
    });
  return `${[
    '# Goroutine diff',
    escapeText(describeDiff(report)),
    cells.length === 0 ? 'Nothing changed.' : layMarkdownTable(titles, cells),
    ...report.notes.map((note) => `> ${escapeText(note)}`),
    ...stacks,
    ...explainCauses(shown.flatMap((cause) => cause ?? [])),
  ].join('\n\n')}\n`;
}
