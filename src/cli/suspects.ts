// The groups of a report that may be leaks, with what shows it, why, and what to change.
import { describeEvidence } from '../core/analysis/evidence.ts';
import { explainGroup } from '../core/analysis/explain-group.ts';
import { grades, type Grade, type Group } from '../core/analysis/model.ts';
import { causes } from '../core/causes/list.ts';
import type { CauseId } from '../core/causes/model.ts';
import type { ReportRow } from './report-model.ts';
import { spellGrowth, spellMoment } from './words.ts';

export interface Suspect {
  readonly row: ReportRow;
  readonly group: Group;
  readonly grade: Grade;
  /** Null where no cause fits, and for groups that mix stacks. */
  readonly cause: CauseId | null;
  /** Other causes that fit, the likelier first. */
  readonly also: readonly CauseId[];
  /** What to change; null without a cause. */
  readonly fix: string | null;
  /** Whole sentences. */
  readonly evidence: readonly string[];
}

/** The surest first; what is proven but once comes last among equals, then the order of the groups. */
export function listSuspects(rows: readonly ReportRow[]): readonly Suspect[] {
  return grades
    .toReversed()
    .flatMap((grade) => {
      const equals = rows.filter((row) => row.grade === grade);
      const once = (row: ReportRow) => row.group.proven === 1;
      return [...equals.filter((row) => !once(row)), ...equals.filter(once)];
    })
    .flatMap((row) => (row.grade === undefined ? [] : [describeSuspect(row, row.grade)]));
}

/** `forgotten-receiver (nobody receives); also early-return, context-…` */
export function spellCauses({ cause, also }: Suspect): string {
  if (cause === null) return '';
  const others = also.length > 0 ? `; ${also.join(', ')} would fit as well` : '';
  return `${cause} (${causes[cause].name.toLowerCase()})${others}`;
}

function describeSuspect(row: ReportRow, grade: Grade): Suspect {
  const { group } = row;
  const explanation = explainGroup(group);
  const cause = explanation?.cause ?? null;
  return {
    row,
    group,
    grade,
    cause,
    also: explanation?.also ?? [],
    fix: cause === null ? null : causes[cause].fix,
    evidence: [...describeEvidence(group), ...describeGrowth(row)],
  };
}

function describeGrowth({ group, change, growthPerMinute, sinceMs }: ReportRow): readonly string[] {
  if (change === null || change <= 0) return [];
  const rate = growthPerMinute === null ? '' : `, ${spellGrowth(growthPerMinute)} a minute`;
  const since = sinceMs === null ? '' : ` since ${spellMoment(sinceMs)}`;
  return [
    `Rose from ${(group.count - change).toLocaleString('en-US')} to ${group.count.toLocaleString('en-US')}${since}${rate}.`,
  ];
}
