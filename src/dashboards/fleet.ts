// Fleet: which of many targets is different, and whether Parked can read them all.
import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { LegendDisplayMode, LegendPlacement, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { gradeMappings, readableMappings, samplingMappings, servedMappings, thresholds, upMappings } from './colors.ts';
import { allBut, stacksColumns, suspectsColumns, targetsColumns } from './columns.ts';
import type { StacksColumn, SuspectsColumn, TargetsColumn } from './columns.ts';
import { parked, parkedVariable, prometheus, prometheusVariable } from './data-sources.ts';
import { graph } from './graph.ts';
import { overviewOfTarget, stackOfRow, uids } from './links.ts';
import { askRuntime, fetchesFromParked, goroutinesFromParked, processorFromParked } from './process-from-parked.ts';
import { startDashboard } from './start.ts';
import { statOf, suspectsByGrade } from './stats.ts';
import { table } from './table.ts';
import { askParked, askPrometheus, chosenTargets } from './targets.ts';
import { targetLabel } from './variables.ts';

const ids = {
  targets: 1,
  total: 2,
  grades: 3,
  fastest: 4,
  growth: 5,
  outliers: 6,
  goroutines: 7,
  up: 8,
  fetches: 9,
  processor: 10,
  own: 11,
  pace: 12,
  duration: 13,
  abilities: 14,
  unreadable: 15,
} as const;

export function fleet(): Dashboard {
  return startDashboard({
    uid: uids.fleet,
    title: 'Goroutines: fleet',
    description: 'All targets: which grow, which differ from their siblings, which cannot be read.',
    from: 'now-6h',
    revision: 2,
    events: {},
  })
    .withVariable(parkedVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'))
    .withVariable(prometheusVariable())
    .withPanel(
      statOf(ids.growth, {
        id: ids.targets,
        title: 'Targets read',
        description: 'How many of the chosen targets answered.',
        span: 4,
        fields: '/^Count$/',
        calculation: 'count',
        empty: '0',
      }),
    )
    .withPanel(unreadable())
    .withPanel(
      statOf(ids.growth, {
        id: ids.total,
        title: 'Goroutines now',
        description: 'In all chosen targets together.',
        span: 5,
        fields: '/^Count$/',
        calculation: 'sum',
        empty: '0',
      }),
    )
    .withPanel(suspectsByGrade(ids.grades, ids.outliers, 6))
    .withPanel(
      statOf(ids.growth, {
        id: ids.fastest,
        title: 'Fastest growth',
        description: 'Goroutines a minute of one target, over the range.',
        span: 5,
        fields: '/^Growth per minute$/',
        calculation: 'max',
        empty: '–',
      }),
    )
    .withPanel(byGrowth())
    .withPanel(outliers())
    .withPanel(abilities())
    .withPanel(goroutinesFromParked(ids.goroutines).span(24).height(9))
    .withPanel(readable())
    .withPanel(fetchesFromParked(ids.fetches).span(12))
    .withPanel(processorFromParked(ids.processor).span(12))
    .withRow(
      new RowBuilder(
        'Parked itself: needs Prometheus to scrape Grafana at /metrics/plugins/parked-goroutines-datasource',
      )
        .id(ids.own)
        .collapsed(true)
        .withPanel(ownPace())
        .withPanel(ownDuration()),
    )
    .build();
}

function byGrowth(): TablePanel {
  const shown = ['count', 'change', 'growthPerMinute'] as const;
  return table<StacksColumn>({
    id: ids.growth,
    title: 'Targets by growth',
    description: 'Goroutines of each target, with what it gained over the range: each process while it lived.',
    span: 11,
    height: 11,
    columns: {
      count: { paint: 'gauge' },
      change: { width: 90 },
      growthPerMinute: { width: 90, title: 'A minute', decimals: 1 },
      service: { width: 140, title: 'Service' },
      instance: { width: 180, title: 'Instance', links: [overviewOfTarget] },
    },
    hidden: allBut(stacksColumns, ...shown),
  })
    .sortBy([{ build: () => ({ displayName: 'A minute', desc: true }) }])
    .datasource(parked)
    .withTarget(
      askParked('A', {
        queryType: 'stacks',
        targets: chosenTargets,
        groupBy: [],
        per: ['service', 'instance'],
        limit: 2000,
      }),
    );
}

/** What only some of a service's instances have is what makes them different. */
function outliers(): TablePanel {
  const shown = ['grade', 'function', 'state', 'count', 'growthPerMinute', 'instances', 'instancesOf'] as const;
  return table<SuspectsColumn>({
    id: ids.outliers,
    title: 'Stacks that make targets differ',
    description: 'Suspects, with how many instances have them, of how many.',
    span: 13,
    height: 11,
    columns: {
      grade: { width: 80, mappings: gradeMappings, paint: 'background' },
      function: { links: [stackOfRow], tooltip: 'evidence' },
      state: { width: 110 },
      count: { width: 75 },
      growthPerMinute: { width: 85, title: 'A minute', decimals: 1 },
      instances: { width: 90, title: 'Instances' },
      instancesOf: { width: 50, title: 'of' },
      service: { width: 110, title: 'Service' },
    },
    hidden: allBut(suspectsColumns, ...shown),
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'suspects', targets: chosenTargets, limit: 100 }));
}

/** Trouble comes first in the answer, so the table keeps its order. */
function abilities(): TablePanel {
  const shown = ['up', 'problem', 'goVersion', 'leakProfile', 'metrics', 'sampling', 'every', 'lastSample'] as const;
  return table<TargetsColumn>({
    id: ids.abilities,
    title: 'What targets can do',
    description:
      'Which can be read, and how they are really sampled: trouble on top. Point at a problem, a leak profile, metrics or sampling for the reason and what to do.',
    span: 24,
    height: 10,
    columns: {
      service: { width: 130, title: 'Service' },
      instance: { width: 180, title: 'Instance', links: [overviewOfTarget] },
      up: { width: 115, mappings: readableMappings, paint: 'background' },
      problem: { tooltip: 'problem' },
      goVersion: { width: 100, title: 'Go' },
      leakProfile: { width: 105, mappings: servedMappings, paint: 'text', tooltip: 'remedy' },
      metrics: { width: 95, title: 'Metrics', mappings: servedMappings, paint: 'text', tooltip: 'metricsProblem' },
      sampling: { width: 95, mappings: samplingMappings, paint: 'background', tooltip: 'samplingReason' },
      every: { width: 85, title: 'Every', unit: 's', decimals: 0 },
      lastSample: { width: 135, unit: 'dateTimeFromNow' },
    },
    hidden: allBut(targetsColumns, 'service', 'instance', ...shown),
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'targets', targets: chosenTargets }));
}

/** How many, from that table. */
function unreadable(): StatPanel {
  return statOf(ids.abilities, {
    id: ids.unreadable,
    title: 'Cannot be read',
    description: 'How many of the chosen targets fail, of those that were asked: the table below says why.',
    span: 4,
    fields: '/^Readable$/',
    calculation: 'count',
    empty: '0',
  })
    .thresholds(thresholds('green', { red: 1 }))
    .withTransformation({
      id: 'filterByValue',
      options: {
        type: 'include',
        match: 'any',
        filters: [{ fieldName: 'Readable', config: { id: 'equal', options: { value: 0 } } }],
      },
    });
}

function readable(): StateTimelineBuilder {
  return new StateTimelineBuilder()
    .id(ids.up)
    .title('Readable')
    .description('Whether a target answered when it was sampled. A gap: it was not asked, or nobody knew of it.')
    .span(24)
    .height(9)
    .min(0)
    .max(1)
    .mappings([...upMappings])
    .thresholds(thresholds('red', { green: 1 }))
    .mergeValues(true)
    .fillOpacity(70)
    .lineWidth(0)
    .perPage(20)
    .noValue('no data')
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .datasource(parked)
    .withTarget(askRuntime(['up']));
}

function ownPace(): GraphPanel {
  return graph({
    id: ids.pace,
    title: 'Fetches a second',
    description: 'Fetches that Parked made, by what was fetched and how it ended.',
    unit: 'reqps',
    span: 12,
    height: 8,
    legend: 'bottom',
  })
    .showPoints(VisibilityMode.Auto)
    .datasource(prometheus)
    .withTarget(
      askPrometheus(
        'A',
        'sum by (form, outcome) (rate(parked_fetches_total[$__rate_interval]))',
        '{{form}} {{outcome}}',
      ),
    );
}

function ownDuration(): GraphPanel {
  return graph({
    id: ids.duration,
    title: 'Duration of a query, 95th percentile',
    description: 'How long Parked took to answer, by query type.',
    unit: 's',
    span: 12,
    height: 8,
    legend: 'bottom',
  })
    .showPoints(VisibilityMode.Auto)
    .datasource(prometheus)
    .withTarget(
      askPrometheus(
        'A',
        'histogram_quantile(0.95, sum by (le, type) (rate(parked_query_duration_seconds_bucket[$__rate_interval])))',
        '{{type}}',
      ),
    );
}
