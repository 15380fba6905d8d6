// Columns that several tables have.
import React from 'react';
import { formatCount } from '../../core/format.ts';
import { Growth, StateName } from './cells.tsx';
import type { Column } from './RowList.tsx';

export const stateColumn: Column<{ readonly state: string }> = {
  name: 'state',
  title: 'State',
  sort: ({ state }) => state,
  render: (row) => <StateName state={row.state} />,
};

export const growthColumn: Column<{ readonly growthPerMinute: number | null }> = {
  name: 'growth',
  title: 'Per minute',
  sort: ({ growthPerMinute }) => growthPerMinute,
  render: (row) => <Growth value={row.growthPerMinute} />,
};

export const countColumn: Column<{ readonly count: number }> = {
  name: 'count',
  title: 'Count',
  sort: ({ count }) => count,
  render: (row) => <strong className="number">{formatCount(row.count)}</strong>,
};
