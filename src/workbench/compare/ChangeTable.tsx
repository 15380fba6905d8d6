// Lists new, grown, shrunk and gone groups, the largest change first.
import React from 'react';
import type { ChangeRow } from '../model.ts';
import { FunctionName } from '../stacks/cells.tsx';
import { stateColumn } from '../stacks/columns.tsx';
import { RowList, type Column, type RowTableProps } from '../stacks/RowList.tsx';
import { formatCount } from '../../core/format.ts';
import { cleanText, formatChange } from '../words.ts';

const columns: readonly Column<ChangeRow>[] = [
  {
    name: 'what',
    title: 'What',
    sort: ({ what }) => what,
    render: (row) => <span className={`what what-${row.what}`}>{row.what}</span>,
  },
  {
    name: 'function',
    title: 'Stack',
    sort: ({ function: name }) => name,
    render: (row) => (
      <span className="two-lines">
        <FunctionName name={row.function} />
        <span className="second">
          <bdi>{cleanText(row.location)}</bdi>
        </span>
      </span>
    ),
  },
  stateColumn,
  {
    name: 'before',
    title: 'Before',
    sort: ({ before }) => before,
    render: (row) => <span className="number muted">{formatCount(row.before)}</span>,
  },
  {
    name: 'now',
    title: 'After',
    sort: ({ count }) => count,
    render: (row) => <span className="number">{formatCount(row.count)}</span>,
  },
  {
    name: 'change',
    title: 'Change',
    sort: ({ change }) => change,
    render: (row) => <strong className={`number ${row.change > 0 ? 'up' : 'down'}`}>{formatChange(row.change)}</strong>,
  },
];

export function ChangeTable(props: RowTableProps<ChangeRow>): React.JSX.Element {
  return (
    <RowList
      {...props}
      label="Changes"
      kind="changes"
      rowHeight={46}
      columns={columns}
      nameRow={(row) =>
        `${cleanText(row.function)}, ${cleanText(row.state)}: ${row.what}, ${formatCount(row.before)} before, ${formatCount(row.count)} after`
      }
    />
  );
}
