// Fleet: which targets differ, and whether Parked can read all of them.
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
import { leakProfileHelp, overviewOfTarget, uids } from './links.ts';
import { askRuntime, fetchesFromParked, goroutinesFromParked, cpuFromParked } from './process-from-parked.ts';
import { startDashboard } from './start.ts';
import { statOf } from './stats.ts';
import { table } from './table.ts';
import { askParked, askPrometheus, chosenTargets } from './targets.ts';
import { targetLabel } from './variables.ts';

const ids = {
  total: 2,
  fastest: 4,
  growth: 5,
  outliers: 6,
  goroutines: 7,
  up: 8,
  fetches: 9,
  cpu: 10,
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
    revision: 3,
    events: {},
  })
    .withVariable(parkedVariable())
    .withVariable(targetLabel('service', 'Service'))
    .withVariable(targetLabel('instance', 'Instance'))
    .withVariable(prometheusVariable())
    .withPanel(unreadable())
    .withPanel(
      statOf(ids.growth, {
        id: ids.total,
        title: 'Goroutines now',
        description: 'In all chosen targets together.',
        span: 8,
        fields: '/^Count$/',
        calculation: 'sum',
        empty: 'not known',
      }),
    )
    .withPanel(
      statOf(ids.growth, {
        id: ids.fastest,
        title: 'Fastest growth',
        description: 'Goroutines a minute of one target, averaged over the range.',
        span: 8,
        fields: '/^Growth per minute$/',
        calculation: 'max',
        empty: 'not known',
      }),
    )
    .withPanel(abilities())
    .withPanel(byGrowth())
    .withPanel(outliers())
    .withPanel(goroutinesFromParked(ids.goroutines).span(24).height(9))
    .withPanel(readable())
    .withPanel(fetchesFromParked(ids.fetches).span(12))
    .withPanel(cpuFromParked(ids.cpu).span(12))
    .withRow(
      new RowBuilder('Parked itself, where Prometheus scrapes Grafana')
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
    span: 24,
    height: 6,
    columns: {
      service: { width: 130, title: 'Service', wrap: true },
      instance: { minWidth: 170, title: 'Instance', links: [overviewOfTarget], wrap: true },
      count: { width: 140, paint: 'gauge' },
      change: { width: 90 },
      growthPerMinute: { width: 90, title: 'A minute', decimals: 1 },
    },
    hidden: allBut(stacksColumns, ...shown),
    first: ['service', 'instance', 'count'],
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

/** Stacks that only some instances of a service have. */
function outliers(): TablePanel {
  const shown = ['grade', 'function', 'count', 'growthPerMinute', 'instances', 'instancesOf'] as const;
  return table<SuspectsColumn>({
    id: ids.outliers,
    title: 'Stacks that leak or rise',
    description:
      'How many instances have each of them, of how many: a stack of some instances alone points at what is different there.',
    span: 24,
    height: 7,
    columns: {
      grade: { width: 80, mappings: gradeMappings, paint: 'background' },
      function: { minWidth: 200, inspect: true },
      count: { width: 75 },
      growthPerMinute: { width: 85, title: 'A minute', decimals: 1 },
      instances: { width: 85, title: 'Instances' },
      instancesOf: { width: 50, title: 'of' },
      service: { width: 100, title: 'Service', wrap: true },
    },
    hidden: allBut(suspectsColumns, ...shown),
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'suspects', targets: chosenTargets, limit: 100 }));
}

/** The answer lists problems first, so the table keeps its order. */
function abilities(): TablePanel {
  const shown = ['up', 'problem', 'leakProfile', 'sampling', 'samplingReason'] as const;
  return table<TargetsColumn>({
    id: ids.abilities,
    title: 'Targets',
    description:
      'Which can be read, why not, and how they are sampled: trouble on top. A target without the leak profile is no alarm.',
    span: 24,
    height: 6,
    columns: {
      service: { width: 72, title: 'Service', wrap: true },
      instance: { width: 120, title: 'Instance', links: [overviewOfTarget], inspect: true },
      up: { width: 85, title: 'Read', mappings: readableMappings, paint: 'background' },
      problem: { minWidth: 110, wrap: true },
      leakProfile: { width: 100, title: 'Leak profile', mappings: servedMappings, links: [leakProfileHelp] },
      sampling: { width: 75, mappings: samplingMappings, paint: 'background' },
      samplingReason: { minWidth: 185, title: 'Why not on time', wrap: true, inspect: true },
    },
    hidden: allBut(targetsColumns, 'service', 'instance', ...shown),
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'targets', targets: chosenTargets }));
}

/** Counts the rows of that table by a column without value mappings, because a count is not a "yes" or "no". */
function unreadable(): StatPanel {
  return statOf(ids.abilities, {
    id: ids.unreadable,
    title: 'Cannot be read',
    description: 'How many of the chosen targets did not answer when they were asked last. The table below says why.',
    span: 8,
    fields: '/^instance$/i',
    calculation: 'count',
    empty: 'not known',
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
    .height(7)
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
    description:
      'Fetches that Parked made, by what was fetched and how it ended. Prometheus reads them from Grafana at /metrics/plugins/parked-goroutines-datasource.',
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
