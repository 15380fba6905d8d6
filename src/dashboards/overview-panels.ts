// The panels of both overviews: verdict, suspects, stacks over time, and current stacks.
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as GraphPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { stateMappings } from './colors.ts';
import { allBut, verdictColumns } from './columns.ts';
import type { VerdictColumn } from './columns.ts';
import { parked } from './data-sources.ts';
import { graph } from './graph.ts';
import { stat, statOf } from './stats.ts';
import { table } from './table.ts';
import { stacksTable, suspectsTable } from './tables.ts';
import { askParked, chosenTargets } from './targets.ts';

/** Panel ids never change, because links refer to them. */
export const ids = {
  total: 1,
  growth: 3,
  timeLeft: 4,
  trend: 5,
  goroutines: 6,
  memory: 7,
  requests: 8,
  suspects: 9,
  stacks: 10,
  verdict: 11,
} as const;

/** One sentence per service, which answers the question of this page. */
export function verdict(): TablePanel {
  return table<VerdictColumn>({
    id: ids.verdict,
    title: 'Verdict',
    description:
      'Whether each service leaks, and how much is known. A service is quiet only when enough was seen to say so.',
    span: 24,
    height: 5,
    columns: {
      state: { width: 90, mappings: stateMappings, paint: 'background' },
      service: { width: 90, title: 'Service', wrap: true },
      sentence: { minWidth: 300, wrap: true },
      function: { width: 165, title: 'Worst stack', inspect: true },
    },
    hidden: allBut(verdictColumns, 'state', 'sentence', 'function'),
    first: ['state', 'service', 'sentence', 'function'],
  })
    .datasource(parked)
    .withTarget(askParked('A', { queryType: 'verdict', targets: chosenTargets }));
}

export function headline(): readonly StatPanel[] {
  return [
    stat({
      id: ids.total,
      title: 'Goroutines now',
      description: 'All goroutines that the profiles of the chosen targets list, except those that wrote the profiles.',
      span: 8,
      fields: '/^Count$/',
      calculation: 'sum',
      empty: 'not known',
    })
      .datasource(parked)
      .withTarget(askParked('A', { queryType: 'stacks', targets: chosenTargets, groupBy: [], per: [] })),
    statOf(ids.total, {
      id: ids.growth,
      title: 'Average growth',
      description: 'What all goroutines together gained a minute, averaged over the range, suspects or not.',
      span: 8,
      fields: '/^Growth per minute$/',
      // The answer has one row. A sum of unknown values would be 0.
      calculation: 'lastNotNull',
      unit: 'suffix:\u00a0a minute',
      empty: 'not known',
    }),
    statOf(ids.verdict, {
      id: ids.timeLeft,
      title: 'Time left, at least',
      description:
        'Until the first process meets its memory or goroutine limit, if it goes on like this. Known once the growth ' +
        'of a stack is judged, where a limit is known: set one in the data source, or GOMEMLIMIT in the process.',
      span: 8,
      fields: '/^Time left, at least$/',
      calculation: 'min',
      unit: 'm',
      empty: 'not known',
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
      // The last element of the package is enough to recognise a function.
      .withTransformation({ id: 'renameByRegex', options: { regex: '^\\S*\\/(\\S+ · .*)$', renamePattern: '$1' } })
  );
}

export function suspectsNow(): TablePanel {
  return suspectsTable(
    {
      id: ids.suspects,
      title: 'What leaks or rises',
      description:
        'Stacks that may leak, surest first; those that rise stay until they are judged. With no growth a minute it ' +
        'has stopped; its page says when. A click leads to the stack, or to the page about the cause.',
      span: 24,
      height: 8,
    },
    { targets: chosenTargets },
  );
}

export function stacksNow(): TablePanel {
  return stacksTable(
    {
      id: ids.stacks,
      title: 'Stacks now',
      description:
        'Goroutines by stack and state at the end of the range. The growth a minute is the average of the range.',
      span: 24,
      height: 11,
    },
    { targets: chosenTargets, limit: 50 },
  );
}
