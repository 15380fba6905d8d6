// Lists all groups, largest first.
import React from 'react';
import { grades } from '../../core/analysis/model.ts';
import type { StackRow } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText, formatMinutes } from '../words.ts';
import { FunctionName, GradeBadge, TargetName } from './cells.tsx';
import { countColumn, growthColumn, stateColumn } from './columns.tsx';
import { RowList, type Column, type RowTableProps } from './RowList.tsx';

const columns: readonly Column<StackRow>[] = [
  {
    name: 'function',
    title: 'Stack',
    sort: ({ function: name }) => name,
    render: (row) => (
      <span className="two-lines">
        <FunctionName name={row.function} />
        <span className="second second-of-target">
          <bdi className="row-place">{cleanText(row.location) || 'no location'}</bdi>
          <bdi className="narrow-state">{cleanText(row.state)}</bdi>
          <TargetName target={row.target} />
        </span>
      </span>
    ),
  },
  stateColumn,
  {
    name: 'grade',
    title: 'Grade',
    sort: ({ grade }) => (grade === null ? null : grades.indexOf(grade)),
    render: (row) => <GradeBadge grade={row.grade} />,
  },
  {
    name: 'cause',
    title: 'Cause, if it leaks',
    sort: ({ cause }) => cause,
    render: (row) => <span className="muted">{nameCause(row.cause)}</span>,
  },
  {
    name: 'wait',
    title: 'Longest wait',
    sort: ({ waitMinutes }) => waitMinutes,
    render: (row) => <span className="number muted">{row.waitMinutes ? formatMinutes(row.waitMinutes) : ''}</span>,
  },
  growthColumn,
  countColumn,
];

function describeKind(rows: readonly StackRow[]): string {
  if (rows.every(({ growthPerMinute }) => growthPerMinute === null)) return 'stacks rows-still';
  return rows.every(({ waitMinutes }) => !waitMinutes) ? 'stacks rows-waitless' : 'stacks';
}

/** The texts of causes are not loaded for a table. Their ids are English. */
function nameCause(id: string | null): string {
  return (id ?? '').replaceAll('-', ' ');
}

export function StackTable(props: RowTableProps<StackRow>): React.JSX.Element {
  return (
    <RowList
      {...props}
      label="All stacks"
      kind={describeKind(props.rows)}
      rowHeight={46}
      columns={columns}
      nameRow={(row) => `${cleanText(row.function)}, ${cleanText(row.state)}, ${formatCount(row.count)} goroutines`}
    />
  );
}
