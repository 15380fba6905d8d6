// Links of dashboards, tables, alerts and docs: each leads to a dashboard that is provisioned, and fills in variables
// that this dashboard has.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { parse } from 'yaml';
import { dashboards, writeDashboard } from '../../src/dashboards/list.ts';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly uid: string; readonly annotations: Readonly<Record<string, string>> }[];
  }[];
}

const projectDir = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(projectDir, path), 'utf8');
const made = Object.values(dashboards).map((make) => JSON.parse(writeDashboard(make)) as Dashboard);
const byUid = new Map(made.map((dashboard) => [dashboard.uid, dashboard]));
const rules = (parse(read('provisioning/alerting/parked.yaml')) as Rules).groups.flatMap((group) => group.rules);

/** Grafana's own variables in addresses stand for the values that it fills in. */
const listLinks = (text: string): readonly string[] =>
  [...text.matchAll(/\/?d\/parked-[^\s"'`)]+/g)].map(([link]) => link.replaceAll('\\', ''));

const links: readonly (readonly [where: string, link: string])[] = [
  ...made.flatMap((dashboard) =>
    listLinks(JSON.stringify(dashboard)).map((link) => [dashboard.title ?? '', link] as const),
  ),
  // The templates hold spaces: what they write is looked at without them.
  ...rules.flatMap(({ uid, annotations }) =>
    Object.values(annotations)
      .map((text) => text.replace(/\{\{[^}]*\}\}/g, ''))
      .flatMap((text) => listLinks(text).map((link) => [uid, link] as const)),
  ),
  ...listLinks(read('docs/dashboards.md').replace(/\{\{[^}]*\}\}/g, '')).map((link) => ['docs', link] as const),
  ...listLinks(read('src/datasource/stack-links.ts')).map((link) => ['tables in panels', link] as const),
];

test('there are links to follow', () => {
  expect(links.length).toBeGreaterThan(8);
});

test.each(links)('%s: %s', (_where, link) => {
  const [, uid = '', query = ''] = /d\/([\w-]+)(?:\?(.*))?$/.exec(link) ?? [];
  const dashboard = byUid.get(uid);
  expect([uid, dashboard?.uid]).toEqual([uid, uid]);
  const known = (dashboard?.templating.list ?? []).map(({ name }) => name);
  const filled = [...query.matchAll(/var-([\w]+)=|\$\{(\w+):queryparam\}/g)].map(([, name, other]) => name ?? other);
  expect(filled.filter((name) => !known.includes(name ?? ''))).toEqual([]);
});

test('rules show panels that are there', () => {
  for (const { uid, annotations } of rules) {
    const { __dashboardUid__: dashboardUid, __panelId__: panelId } = annotations;
    if (dashboardUid === undefined) continue;
    const panels = (byUid.get(dashboardUid)?.panels ?? []) as readonly (Panel | RowPanel)[];
    expect([uid, panels.some(({ id }) => String(id) === panelId)]).toEqual([uid, true]);
  }
});
