// Suspects and stacks as tables, in the same style on every dashboard.
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Query } from '../core/query/model.ts';
import { gradeMappings } from './colors.ts';
import { allBut, stacksColumns, suspectsColumns } from './columns.ts';
import type { StacksColumn, SuspectsColumn } from './columns.ts';
import { parked } from './data-sources.ts';
import { pageOfCause } from './links.ts';
import type { ColumnLook } from './table.ts';
import { table } from './table.ts';
import { askParked } from './targets.ts';

interface Place {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly span: number;
  readonly height: number;
}

const grade: ColumnLook = { width: 75, mappings: gradeMappings, paint: 'background' };
/**
 * The data source links the name to the page of the stack. A second link would turn the click into a menu. Names have
 * no spaces to wrap at, so cells can open the full text, also by keyboard.
 */
const stack: ColumnLook = { minWidth: 215, inspect: true };
const number: ColumnLook = { width: 70 };

const suspectsShown = ['grade', 'function', 'count', 'growthPerMinute', 'since', 'causeName'] as const;

export function suspectsTable(place: Place, query: Query): PanelBuilder {
  return table<SuspectsColumn>({
    ...place,
    columns: {
      grade,
      function: stack,
      count: number,
      growthPerMinute: { width: 80, title: 'A minute', decimals: 1 },
      since: { width: 90, unit: 'dateTimeAsIsoNoDateIfToday', wrap: true },
      causeName: { minWidth: 130, title: 'Cause', links: [pageOfCause], wrap: true },
      service: { width: 75, title: 'Service', wrap: true },
    },
    hidden: allBut(suspectsColumns, ...suspectsShown),
  })
    .datasource(parked)
    .withTarget(askParked('A', { ...query, queryType: 'suspects' }));
}

export function stacksTable(place: Place, query: Query): PanelBuilder {
  return table<StacksColumn>({
    ...place,
    columns: {
      grade,
      function: stack,
      count: { width: 90, paint: 'gauge' },
      growthPerMinute: { width: 80, title: 'A minute', decimals: 1 },
      state: { width: 150 },
      service: { width: 75, title: 'Service', wrap: true },
    },
    hidden: allBut(stacksColumns, 'count', 'growthPerMinute', 'state', 'function', 'grade'),
  })
    .datasource(parked)
    .withTarget(askParked('A', { ...query, queryType: 'stacks' }));
}
