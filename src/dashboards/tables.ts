// Parked's answers as tables: suspects, stacks and differences look the same on every dashboard.
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { Query } from '../core/query/model.ts';
import { diffMappings, gradeMappings } from './colors.ts';
import { allBut, diffColumns, suspectsColumns } from './columns.ts';
import type { DiffColumn, StacksColumn, SuspectsColumn } from './columns.ts';
import { parked } from './data-sources.ts';
import { pageOfCause, stackOfRow } from './links.ts';
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

const grade: ColumnLook = { width: 90, mappings: gradeMappings, paint: 'background' };
const stack: ColumnLook = { links: [stackOfRow] };
const number: ColumnLook = { width: 95 };

const suspectsShown = [
  'grade',
  'function',
  'state',
  'count',
  'growthPerMinute',
  'since',
  'causeName',
  'instances',
  'memoryMax',
  'timeLeftMin',
] as const;

export function suspectsTable(place: Place, query: Query): PanelBuilder {
  return table<SuspectsColumn>({
    ...place,
    columns: {
      grade,
      function: { ...stack, width: 300, tooltip: 'evidence' },
      state: { width: 130 },
      count: number,
      growthPerMinute: { width: 100, title: 'A minute', decimals: 1 },
      since: { width: 150, unit: 'dateTimeAsIso' },
      causeName: { width: 215, title: 'Cause', links: [pageOfCause], tooltip: 'fix' },
      instances: { width: 95, title: 'Instances' },
      memoryMax: { width: 100, title: 'Memory ≤', unit: 'bytes' },
      timeLeftMin: { width: 100, title: 'Time left ≥', unit: 'm', decimals: 0 },
      service: { width: 120, title: 'Service' },
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
      function: { ...stack, tooltip: 'rawFunction' },
      count: { width: 130, paint: 'gauge' },
      change: number,
      growthPerMinute: { width: 100, title: 'A minute', decimals: 1 },
      state: { width: 170 },
      location: { width: 180 },
      cause: { width: 210, links: [pageOfCause] },
      service: { width: 140, title: 'Service' },
    },
    hidden: ['longestWait', 'creator', 'fingerprint', 'rawFunction', 'package', 'leaked', 'targets'],
  })
    .datasource(parked)
    .withTarget(askParked('A', { ...query, queryType: 'stacks' }));
}

export function diffTable(place: Place, query: Query): PanelBuilder {
  return table<DiffColumn>({
    ...place,
    columns: {
      what: { width: 110, mappings: diffMappings, paint: 'background' },
      change: number,
      count: number,
      before: number,
      state: { width: 170 },
      function: { ...stack, tooltip: 'rawFunction' },
      location: { width: 180 },
    },
    hidden: allBut(diffColumns, 'what', 'change', 'count', 'before', 'state', 'function', 'location'),
  })
    .datasource(parked)
    .withTarget(askParked('A', { ...query, queryType: 'diff' }));
}
