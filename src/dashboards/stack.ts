// One stack as an incident page: verdict, cause, fix, evidence, call stack, source and next step, from top to bottom.
// Alerts and other dashboards link here with a fingerprint only.
import { LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Filter } from '../core/analysis/model.ts';
import type { CardColumn, SourceColumn, StacksColumn } from './columns.ts';
import { allBut, cardColumns, sourceColumns, stacksColumns } from './columns.ts';
import { parked, parkedVariable } from './data-sources.ts';
import { graph } from './graph.ts';
import { uids } from './links.ts';
import { startDashboard } from './start.ts';
import { table } from './table.ts';
import { askParked, chosenTargets } from './targets.ts';
import { oneStack, targetLabel } from './variables.ts';

/** Panel ids never change, because links refer to them. */
const ids = {
  trend: 6,
  places: 7,
  card: 8,
  flame: 9,
  source: 10,
  dumps: 11,
  creators: 12,
  goroutines: 13,
} as const;

const thisStack: Filter = { fingerprints: ['$fingerprint'] };

export function oneStackDashboard(): Dashboard {
  return startDashboard({
    uid: uids.stack,
    title: 'Goroutines: one stack',
    description: 'One stack by its fingerprint: verdict, cause, what to change, evidence, call stack, source, trend.',
    from: 'now-6h',
    revision: 3,
    events: { filter: thisStack },
  })
    .withVariable(parkedVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'))
    .withVariable(oneStack())
    .withPanel(card())
    .withPanel(trendByInstance())
    .withPanel(places())
    .withPanel(source())
    .withPanel(whatGrew())
    .withRow(
      new RowBuilder('Goroutines one by one: opening takes a dump, which stops the process')
        .id(ids.dumps)
        .collapsed(true)
        .withPanel(creators())
        .withPanel(goroutines()),
    )
    .build();
}

/** Read from top to bottom at any width. */
function card(): TablePanel {
  return table<CardColumn>({
    id: ids.card,
    title: 'What it is, and what to do',
    description: 'Verdict, cause, what to change, evidence, the whole call stack, source, and the next step.',
    span: 24,
    height: 22,
    columns: {
      part: { width: 120, wrap: true },
      text: { minWidth: 300, markdown: true, wrap: true },
    },
    hidden: allBut(cardColumns, 'part', 'text'),
  })
    .showHeader(false)
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'stack', targets: chosenTargets, filter: thisStack }));
}

function trendByInstance(): GraphPanel {
  return graph({
    id: ids.trend,
    title: 'By instance',
    description: 'Goroutines with this stack in each process. Lines mark restarts, new builds and the begin of leaks.',
    unit: 'short',
    span: 24,
    height: 9,
    legend: 'right',
  })
    .datasource(parked)
    .withTarget(
      askParked('A', {
        queryType: 'trend',
        targets: chosenTargets,
        filter: thisStack,
        per: ['service', 'instance'],
        limit: 50,
        legendFormat: '{{instance}} · {{state}}',
      }),
    );
}

/** A stack can wait at several lines, and in several states. */
function places(): TablePanel {
  const shown = ['count', 'state', 'location'] as const;
  return table<StacksColumn>({
    id: ids.places,
    title: 'Where it waits',
    description: 'The lines at which goroutines with this stack are parked.',
    span: 24,
    height: 5,
    columns: {
      count: { width: 130, paint: 'gauge' },
      state: { width: 150, wrap: true },
      location: { wrap: true },
      service: { width: 140, title: 'Service', wrap: true },
    },
    hidden: allBut(stacksColumns, ...shown),
  })
    .datasource(parked)
    .withTarget(
      askParked('A', {
        queryType: 'stacks',
        targets: chosenTargets,
        filter: thisStack,
        groupBy: ['location', 'state'],
        limit: 100,
      }),
    );
}

function whatGrew(): PanelBuilder {
  return new PanelBuilder()
    .type('flamegraph')
    .id(ids.flame)
    .title('What grew with it')
    .description(
      'All stacks of the chosen targets now, against the start of the range: red has grown. Search for the function to find this stack.',
    )
    .span(24)
    .height(12)
    .options({ showFlameGraphOnly: false })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'flamegraph', targets: chosenTargets, baseline: { rangeStart: true } }));
}

function source(): TablePanel {
  return table<SourceColumn>({
    id: ids.source,
    title: 'Source',
    description:
      "The lines of the stack's function, with the goroutines parked on each. Set where source can be read in the data source's settings.",
    span: 24,
    height: 8,
    columns: {
      line: { width: 80 },
      count: { width: 110, paint: 'gauge' },
      text: { minWidth: 300, wrap: true, inspect: true },
      states: { width: 150, wrap: true },
    },
    hidden: allBut(sourceColumns, 'line', 'count', 'text', 'states'),
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'source', targets: chosenTargets, filter: thisStack }));
}

function creators(): TablePanel {
  const shown = ['count', 'creator', 'longestWait'] as const;
  return table<StacksColumn>({
    id: ids.creators,
    title: 'Who starts them',
    description: 'The function after `go`, which only a dump knows.',
    span: 9,
    height: 14,
    columns: { count: { width: 100, paint: 'gauge' }, creator: { wrap: true }, longestWait: { width: 100 } },
    hidden: allBut(stacksColumns, ...shown),
  })
    .datasource(parked)
    .withTarget(
      askParked('A', {
        queryType: 'stacks',
        targets: chosenTargets,
        filter: thisStack,
        groupBy: ['creator'],
      }),
    );
}

function goroutines(): LogsBuilder {
  return new LogsBuilder()
    .id(ids.goroutines)
    .title('Goroutines')
    .description('Single goroutines with their whole stack, as the runtime writes them.')
    .span(15)
    .height(14)
    .showTime(false)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'dump', targets: chosenTargets, filter: thisStack, limit: 50 }));
}
