// A change as the cells of a row, for tables and tickets.
import type { GroupChange } from '../core/analysis/diff/model.ts';
import { gradeSnapshot } from '../core/analysis/verdict.ts';
import type { DiffReport } from './diff-model.ts';
import { formatAmount, formatCount } from '../core/format.ts';
import { formatGrowth, formatLabels } from '../report/words.ts';

/** Figures first, then names. */
interface DiffCells {
  readonly figures: readonly [kind: string, before: string, after: string, change: string, grade: string];
  readonly names: readonly [state: string, name: string, location: string, creator: string, labels: string];
}

/** One row per change, and one for the changes beyond the limit. */
export function layCells({ rows, rest }: DiffReport): readonly DiffCells[] {
  const cells = rows.map(layChange);
  if (rest.groups === 0) return cells;
  const figures = [formatCount(rest.before), formatCount(rest.after), formatGrowth(rest.after - rest.before)] as const;
  return [
    ...cells,
    { figures: ['', ...figures, ''], names: ['', `other (${formatAmount(rest.groups, 'group')})`, '', '', ''] },
  ];
}

function layChange({ kind, before, after, change, group }: GroupChange): DiffCells {
  return {
    figures: [kind, formatCount(before), formatCount(after), formatGrowth(change), gradeSnapshot(group) ?? ''],
    names: [group.state, group.function, group.location, group.creator ?? '', formatLabels(group.labels)],
  };
}

/** `57 → 80 goroutines (+23) · 3 groups changed · before.txt (debug=2) → after.pb.gz (debug=0)` */
export function describeDiff({ base, now, diff }: DiffReport): string {
  const { before, after } = diff;
  const growth = formatGrowth(after.goroutines - before.goroutines);
  const name = ({ source, profile, timeMs }: DiffReport['base']) =>
    `${source} (${profile.format}${timeMs === undefined ? '' : `, ${new Date(timeMs).toISOString()}`})`;
  return [
    `${formatCount(before.goroutines)} → ${formatAmount(after.goroutines, 'goroutine')} (${growth})`,
    `${formatAmount(diff.changes.length, 'group')} changed`,
    `${name(base)} → ${name(now)}`,
  ].join(' · ');
}
