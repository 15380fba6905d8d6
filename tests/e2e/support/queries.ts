// One query of every type, as a panel would hold it, and what it is to be shown in.
import type { Page, Response } from '@playwright/test';
import type { Query, QueryType } from '../../../src/core/query/model.ts';
import { parked } from './surroundings.ts';

export interface Example {
  readonly query: Query;
  /** Panel type. */
  readonly panel: string;
  /** In words of the editor's list. */
  readonly label: string;
}

export const examples: Readonly<Record<QueryType, Example>> = {
  stacks: { label: 'Stacks', panel: 'table', query: {} },
  suspects: { label: 'Leak suspects', panel: 'table', query: {} },
  stack: { label: 'One stack', panel: 'table', query: { filter: { fingerprints: ['0123456789abcdef'] } } },
  trend: { label: 'Trend', panel: 'timeseries', query: {} },
  count: { label: 'Count', panel: 'stat', query: { filter: { minCount: 2 } } },
  flamegraph: { label: 'Flame graph', panel: 'flamegraph', query: {} },
  diff: { label: 'Difference', panel: 'table', query: { baseline: { rangeStart: true } } },
  dump: { label: 'Goroutine dump', panel: 'logs', query: {} },
  source: { label: 'Source', panel: 'table', query: { function: 'search\\.\\(\\*Engine\\)\\.ask$' } },
  runtime: { label: 'Process', panel: 'timeseries', query: {} },
  events: { label: 'Events', panel: 'table', query: {} },
  targets: { label: 'Targets', panel: 'table', query: {} },
  verdict: { label: 'Verdict', panel: 'table', query: {} },
};

/** As Grafana stores it, with its own fields. */
export function asStored(queryType: QueryType, query = examples[queryType].query, uid = parked.uid): object {
  return { refId: 'A', datasource: { type: parked.type, uid }, version: 1, queryType, ...query };
}

/** The address of Explore with a query, over the last five minutes unless said. */
export function exploreUrl(queryType: QueryType, query?: Query, uid = parked.uid, from = 'now-5m'): string {
  const pane = {
    datasource: uid,
    queries: [asStored(queryType, query, uid)],
    range: { from, to: 'now' },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify({ one: pane }))}`;
}

/** The address of Explore with goroutines of the process that provisioning names, as a table of Prometheus. */
const prometheusTableUrl = `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(
  JSON.stringify({
    one: {
      datasource: 'prometheus',
      queries: [
        {
          refId: 'A',
          datasource: { type: 'prometheus', uid: 'prometheus' },
          expr: 'go_goroutines{job="shop"}',
          instant: true,
          range: false,
          format: 'table',
        },
      ],
      range: { from: 'now-15m', to: 'now' },
    },
  }),
)}`;

/** Explore lists such an answer raw at first, where correlations have no place. */
export async function openPrometheusTable(page: Page): Promise<void> {
  await page.goto(prometheusTableUrl);
  await page.getByRole('radio', { name: 'Table', exact: true }).check({ force: true });
}

/**
 * The next answer to queries. Grafana renews a session after ten minutes: it answers 401 then, and its page asks again.
 */
export const nextAnswer = (page: Page): Promise<Response> =>
  page.waitForResponse((response) => response.url().includes('/api/ds/query') && response.status() !== 401);

/** A dashboard with one panel for a type. */
export function dashboardWith(queryType: QueryType, query?: Query) {
  const { panel, label } = examples[queryType];
  return {
    uid: `parked-e2e-${queryType}`,
    title: `Parked for specs: ${label}`,
    schemaVersion: 41,
    time: { from: 'now-5m', to: 'now' },
    panels: [
      {
        id: 1,
        title: label,
        type: panel,
        gridPos: { x: 0, y: 0, w: 24, h: 16 },
        datasource: { type: parked.type, uid: parked.uid },
        targets: [asStored(queryType, query)],
      },
    ],
  };
}
