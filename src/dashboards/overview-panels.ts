// What both overviews show: the head line, stacks over time, suspects, and all stacks of now.
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { parked } from './data-sources.ts';
import { graph } from './graph.ts';
import { stackOfSeries } from './links.ts';
import { statOf, suspectsByGrade } from './stats.ts';
import { stacksTable, suspectsTable } from './tables.ts';
import { askParked, chosenTargets } from './targets.ts';

/** Panels keep their numbers for good: links to a single panel name them. */
export const ids = {
  total: 1,
  grades: 2,
  growth: 3,
  timeLeft: 4,
  trend: 5,
  goroutines: 6,
  memory: 7,
  requests: 8,
  suspects: 9,
  stacks: 10,
} as const;

export function headline(): readonly StatPanel[] {
  return [
    statOf(ids.stacks, {
      id: ids.total,
      title: 'Goroutines now',
      description: 'All goroutines that the profiles of the chosen targets list, except those that wrote the profiles.',
      span: 5,
      fields: '/^Count$/',
      calculation: 'sum',
      empty: 'no data',
    }),
    suspectsByGrade(ids.grades, ids.suspects, 9),
    statOf(ids.suspects, {
      id: ids.growth,
      title: 'Growth a minute',
      description: 'Goroutines that all suspects together gain a minute.',
      span: 5,
      fields: '/^Growth per minute$/',
      calculation: 'sum',
      empty: '0',
    }),
    statOf(ids.suspects, {
      id: ids.timeLeft,
      title: 'Time left, at least',
      description:
        'Until the first process meets its memory or goroutine limit, if it goes on like this. Known where a limit is: `memoryLimit` or `goroutineLimit` of the data source, or GOMEMLIMIT of the process.',
      span: 5,
      fields: '/^Time left, at least$/',
      calculation: 'min',
      unit: 'm',
      empty: 'no limit near',
    }),
  ];
}

export function trendByStack(): GraphPanel {
  return (
    graph({
      id: ids.trend,
      title: 'Goroutines by stack',
      description: 'The stacks with the highest peaks; all others are added up as "other". A click leads to the stack.',
      unit: 'short',
      span: 24,
      height: 10,
      legend: 'right',
    })
      // The data source has a link of its own; this one knows the function as well, and takes its place.
      .overrideByFieldType('number', [{ id: 'links', value: [stackOfSeries] }])
      .datasource(parked)
      .withTarget(
        askParked('A', {
          queryType: 'trend',
          targets: chosenTargets,
          limit: 12,
          legendFormat: '{{function}} · {{state}} · {{service}}',
        }),
      )
      .withTransformation({ id: 'renameByRegex', options: { regex: '^other · .*$', renamePattern: 'other' } })
  );
}

export function suspectsNow(): TablePanel {
  return suspectsTable(
    {
      id: ids.suspects,
      title: 'Suspects',
      description:
        'Stacks that may leak, surest first. Point at a function for the evidence and at a cause for the fix; a click leads to the stack, or to the page about the cause.',
      span: 24,
      height: 11,
    },
    { targets: chosenTargets },
  );
}

export function stacksNow(): TablePanel {
  return stacksTable(
    {
      id: ids.stacks,
      title: 'Stacks now',
      description: 'Goroutines by stack and state at the end of the range. Change and growth are over the range.',
      span: 24,
      height: 11,
    },
    { targets: chosenTargets, limit: 50 },
  );
}
