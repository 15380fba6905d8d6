// The bundled dashboards: what Grafana loads is what the code says, and every question in them is one that Parked
// understands.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { causeIds } from '../../src/core/causes/model.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { uids } from '../../src/dashboards/links.ts';
import { dashboards, writeDashboard } from '../../src/dashboards/list.ts';
import { describeCausesAsHtml } from '../../scripts/lib/cause-html.ts';
import { fillVariables, understand } from './saved-queries.ts';
import type { SavedQuery } from './saved-queries.ts';

const projectDir = resolve(__dirname, '../..');
const folder = join(projectDir, 'provisioning/dashboards');
const files = Object.keys(dashboards);
const made = files.map((file) => [file, JSON.parse(writeDashboard(dashboards[file]!)) as Dashboard] as const);

const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === 'row';
const listPanels = (dashboard: Dashboard): readonly Panel[] =>
  (dashboard.panels ?? []).flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));
const listQueries = (dashboard: Dashboard): readonly SavedQuery[] => [
  ...listPanels(dashboard).flatMap((panel) => (panel.targets ?? []) as unknown as readonly SavedQuery[]),
  ...(dashboard.annotations.list ?? []).flatMap((one) => (one.target ? [one.target as unknown as SavedQuery] : [])),
];
const isParked = (query: SavedQuery): boolean => queryTypes.some((type) => type === query.queryType);

test('files for provisioning are what the code says ("npm run build dashboards" writes them)', () => {
  expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual([...files].sort());
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).toBe(writeDashboard(dashboards[file]!));
});

test('plugin.json includes each of them under its title', () => {
  const { includes } = JSON.parse(readFileSync(join(projectDir, 'plugin.json'), 'utf8')) as {
    includes: readonly { type: string; name: string; path: string }[];
  };
  expect(includes).toEqual(
    made.map(([file, { title }]) => ({ type: 'dashboard', name: title, path: `dashboards/${file}` })),
  );
});

test('their uids are those that links and alert rules use', () => {
  expect(made.map(([, { uid }]) => uid).sort()).toEqual(Object.values(uids).sort());
});

describe.each(made)('%s', (_file, dashboard) => {
  it('asks only questions that Parked understands', () => {
    const queries = listQueries(dashboard).filter(isParked);
    expect(queries.length).toBeGreaterThan(2);
    for (const query of queries) expect(understand(fillVariables(query))).toMatchObject({ version: 1 });
  });

  it('names its data sources by variables it has', () => {
    const variables = (dashboard.templating.list ?? []).filter(({ type }) => type === 'datasource');
    const known = ['-- Dashboard --', ...variables.map(({ name }) => `\${${name}}`)];
    const refs = [
      ...listPanels(dashboard).map(({ datasource }) => datasource?.uid),
      ...listQueries(dashboard).flatMap(({ datasource }) => (datasource ? [datasource.uid] : [])),
    ];
    expect(refs.filter((uid) => !known.includes(uid ?? ''))).toEqual([]);
    expect(dashboard).not.toHaveProperty('__inputs');
  });

  it('uses no variable that it does not have', () => {
    const variables = (dashboard.templating.list ?? []).map(({ name }) => name);
    const used = listQueries(dashboard).flatMap((query) =>
      [...JSON.stringify(query).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name ?? ''),
    );
    expect(used.filter((name) => !name.startsWith('__') && !variables.includes(name))).toEqual([]);
  });

  it('has a number and a description for each panel, and no two with one number', () => {
    const panels = listPanels(dashboard);
    const numbers = (dashboard.panels ?? []).map(({ id }) => id).concat(panels.map(({ id }) => id));
    expect(panels.filter(({ description }) => !description)).toEqual([]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(numbers).not.toContain(undefined);
  });

  it('reuses answers of panels that are there and ask themselves', () => {
    const asking = new Set(
      listPanels(dashboard)
        .filter(({ targets }) => (targets as unknown as SavedQuery[])[0]?.queryType)
        .map(({ id }) => id),
    );
    const reused = listQueries(dashboard).flatMap(({ panelId }) => (panelId === undefined ? [] : [panelId]));
    expect(reused.filter((id) => !asking.has(id as number))).toEqual([]);
  });

  it('lies on the grid without overlaps', () => {
    const cells = new Map<string, number | undefined>();
    const overlaps: string[] = [];
    for (const panel of dashboard.panels ?? []) {
      const { x, y, w, h } = panel.gridPos!;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          const cell = `${column},${row}`;
          if (cells.has(cell)) overlaps.push(`${panel.title} at ${cell}`);
          cells.set(cell, panel.id);
        }
      }
    }
    expect(overlaps).toEqual([]);
  });
});

test('the overview asks a target once: its questions are all about the same profile', () => {
  const overview = made.find(([file]) => file === 'overview.json')![1];
  const asked = listQueries(overview)
    .filter(isParked)
    .map((query) => understand(fillVariables(query)));
  // `runtime` would fetch the metrics page too; dumps are fetches of their own.
  expect(asked.map(({ queryType }) => queryType).sort()).toEqual([
    'events',
    'stacks',
    'stacks',
    'suspects',
    'trend',
    'verdict',
  ]);
  expect(new Set(asked.map(({ profile }) => profile))).toEqual(new Set(['goroutine']));
  expect(asked.some(({ groupBy, filter }) => groupBy.includes('creator') || filter.creator)).toBe(false);
});

test('every cause has the page that tables link to', () => {
  const pages = describeCausesAsHtml();
  expect([...pages.keys()].sort()).toEqual([...causeIds.map((id) => `${id}.html`), 'index.html'].sort());
  for (const page of pages.values()) {
    expect(page).not.toMatch(/<script|`|undefined/);
    for (const [, target] of page.matchAll(/href="([^":]+)"/g)) expect(pages.has(target ?? '')).toBe(true);
  }
});
