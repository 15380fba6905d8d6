// One stack: since when, where, why, and what to change. Alerts and the other dashboards lead here by fingerprint.
import { LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs';
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Filter } from '../core/analysis/model.ts';
import { gradeMappings } from './colors.ts';
import type { SourceColumn, StacksColumn, SuspectsColumn } from './columns.ts';
import { allBut, sourceColumns, stacksColumns, suspectsColumns } from './columns.ts';
import { parked, parkedVariable } from './data-sources.ts';
import { graph } from './graph.ts';
import { pageOfCause, uids } from './links.ts';
import { startDashboard } from './start.ts';
import { statOf } from './stats.ts';
import { table } from './table.ts';
import { askParked, chosenTargets } from './targets.ts';
import { functionOfStack, oneStack, targetLabel } from './variables.ts';

const ids = {
  now: 1,
  grade: 2,
  growth: 3,
  since: 4,
  instances: 5,
  trend: 6,
  places: 7,
  verdict: 8,
  flame: 9,
  source: 10,
  dumps: 11,
  creators: 12,
  goroutines: 13,
} as const;

const thisStack: Filter = { fingerprints: ['$fingerprint'] };

export function oneStackDashboard(): Dashboard {
  const dashboard = startDashboard({
    uid: uids.stack,
    title: 'Goroutines: one stack',
    description: 'One stack by its fingerprint: trend, places, cause and fix, what grew with it, source, goroutines.',
    from: 'now-6h',
    revision: 1,
    events: { filter: thisStack },
  })
    .withVariable(parkedVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'))
    .withVariable(oneStack())
    .withVariable(functionOfStack());
  for (const panel of head()) dashboard.withPanel(panel);
  return dashboard
    .withPanel(verdict())
    .withPanel(trendByInstance())
    .withPanel(places())
    .withPanel(whatGrew())
    .withPanel(source())
    .withRow(
      new RowBuilder('Goroutines one by one: takes a debug=2 dump, which stops the process while it is written')
        .id(ids.dumps)
        .collapsed(true)
        .withPanel(creators())
        .withPanel(goroutines()),
    )
    .build();
}

function head(): readonly StatPanel[] {
  const height = { span: 5, empty: '–' } as const;
  return [
    statOf(ids.places, {
      ...height,
      id: ids.now,
      title: 'Goroutines now',
      description: 'Goroutines with this stack, in all states and in all chosen targets.',
      fields: '/^Count$/',
      calculation: 'sum',
      empty: '0',
    }),
    statOf(ids.verdict, {
      ...height,
      id: ids.grade,
      title: 'Grade',
      description: 'Proven by the runtime, likely by its growth, worth a watch; or no suspect at all.',
      fields: '/^Grade$/',
      calculation: 'firstNotNull',
      empty: 'no suspect',
    })
      .mappings([...gradeMappings])
      .textMode(BigValueTextMode.Value),
    statOf(ids.verdict, {
      ...height,
      id: ids.growth,
      title: 'Growth a minute',
      description: 'Goroutines that it gains a minute.',
      fields: '/^Growth per minute$/',
      calculation: 'sum',
    }),
    statOf(ids.verdict, {
      ...height,
      id: ids.since,
      title: 'Since',
      description: 'When it began to grow.',
      fields: '/^Since$/',
      calculation: 'min',
      unit: 'dateTimeFromNow',
    }),
    statOf(ids.verdict, {
      ...height,
      span: 4,
      id: ids.instances,
      title: 'Instances',
      description: 'A stack that only some instances have points at what is different there.',
      fields: '/^Instances that have it$/',
      calculation: 'max',
    }),
  ];
}

/** Cause, fix and evidence, written out. */
function verdict(): TablePanel {
  const shown = ['grade', 'state', 'causeName', 'fix', 'evidence', 'changedThen', 'surer'] as const;
  return table<SuspectsColumn>({
    id: ids.verdict,
    title: 'Cause and fix',
    description:
      'Why it may leak, what to change, and what speaks for it. The cause leads to a page with an example. Empty: Parked does not suspect this stack.',
    span: 24,
    height: 7,
    columns: {
      grade: { width: 80, mappings: gradeMappings, paint: 'background' },
      state: { width: 120 },
      causeName: { width: 150, title: 'Cause', links: [pageOfCause], wrap: true },
      fix: { wrap: true },
      evidence: { wrap: true },
      changedThen: { width: 140, wrap: true },
      surer: { width: 120, wrap: true },
      service: { width: 90, title: 'Service' },
    },
    hidden: allBut(suspectsColumns, ...shown),
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'suspects', targets: chosenTargets, filter: thisStack }));
}

function trendByInstance(): GraphPanel {
  return graph({
    id: ids.trend,
    title: 'By instance',
    description: 'Goroutines with this stack in each process. Lines mark restarts, new builds and the begin of leaks.',
    unit: 'short',
    span: 14,
    height: 10,
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
    span: 10,
    height: 10,
    columns: {
      count: { width: 130, paint: 'gauge' },
      state: { width: 130 },
      location: { tooltip: 'rawFunction' },
      service: { width: 140, title: 'Service' },
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
      'All stacks of the chosen targets now, against the begin of the range: red has grown. Find this stack by its function.',
    )
    .span(24)
    .height(14)
    .options({ showFlameGraphOnly: false })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'flamegraph', targets: chosenTargets, baseline: { rangeStart: true } }));
}

function source(): TablePanel {
  return table<SourceColumn>({
    id: ids.source,
    title: 'Source',
    description:
      "The lines of the function, with the goroutines parked on each. Needs `sourceRaw` in the data source's settings.",
    span: 24,
    height: 10,
    columns: {
      line: { width: 80 },
      count: { width: 110, paint: 'gauge' },
      states: { width: 200 },
    },
    hidden: allBut(sourceColumns, 'line', 'count', 'text', 'states'),
  })
    .datasource(parked)
    .withTarget(
      askParked('A', { queryType: 'source', targets: chosenTargets, filter: thisStack, function: '$function' }),
    );
}

function creators(): TablePanel {
  const shown = ['count', 'creator', 'longestWait'] as const;
  return table<StacksColumn>({
    id: ids.creators,
    title: 'Who starts them',
    description: 'The function after `go`, which only a dump knows.',
    span: 9,
    height: 14,
    columns: { count: { width: 120, paint: 'gauge' }, longestWait: { width: 120 } },
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
