// Lists suspects with grade, growth and probable cause, the most certain first.
import React from 'react';
import { grades } from '../../core/analysis/model.ts';
import type { SuspectRow } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText, formatMinutes, formatMoment } from '../words.ts';
import { FunctionName, GradeBadge, TargetName } from './cells.tsx';
import { countColumn, growthColumn } from './columns.tsx';
import { RowList, type Column, type RowTableProps } from './RowList.tsx';

const columns: readonly Column<SuspectRow>[] = [
  {
    name: 'badge',
    title: 'Grade',
    sort: ({ grade }) => grades.indexOf(grade),
    render: (row) => <GradeBadge grade={row.grade} />,
  },
  {
    name: 'function',
    title: 'Suspect',
    sort: ({ function: name }) => name,
    render: (row) => (
      <span className="two-lines">
        <FunctionName name={row.function} />
        <span className="second second-of-target">
          <bdi className="row-place">{cleanText(row.location)}</bdi>
          <i className="dot row-place" />
          <bdi>{cleanText(row.state)}</bdi>
          <TargetName target={row.target} />
          {row.once ? (
            <>
              <i className="dot" />
              once, not growing
            </>
          ) : null}
        </span>
      </span>
    ),
  },
  {
    name: 'cause',
    title: 'Likely cause',
    sort: ({ causeName }) => causeName,
    render: (row) => (
      <span className="two-lines">
        <span className="first">{row.causeName || 'No known cause fits'}</span>
        <span className="second second-evidence" title={row.evidence[0]}>
          {row.evidence[0] ?? ''}
        </span>
      </span>
    ),
  },
  {
    name: 'since',
    title: 'Since / left',
    sort: ({ sinceMs }) => sinceMs,
    render: (row) => <span className="number muted">{formatSince(row)}</span>,
  },
  growthColumn,
  countColumn,
];

function formatSince({ sinceMs, timeLeftMinutes }: SuspectRow): string {
  if (timeLeftMinutes !== null && timeLeftMinutes.low < 24 * 60) return `${formatMinutes(timeLeftMinutes.low)} left`;
  return sinceMs === null ? '' : formatMoment(sinceMs);
}

function isStill({ growthPerMinute, sinceMs, timeLeftMinutes }: SuspectRow): boolean {
  return growthPerMinute === null && sinceMs === null && timeLeftMinutes === null;
}

export function SuspectTable(props: RowTableProps<SuspectRow>): React.JSX.Element {
  return (
    <RowList
      {...props}
      label="Suspects"
      kind={props.rows.every(isStill) ? 'suspects rows-still' : 'suspects'}
      rowHeight={68}
      columns={columns}
      nameRow={(row) =>
        `${row.grade}: ${cleanText(row.function)}, ${formatCount(row.count)} goroutines. ${row.causeName}`
      }
    />
  );
}
