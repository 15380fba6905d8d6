// Takes the pictures of the docs and of plugin.json: npm run e2e -- --project screenshots --project screenshots-light
// They are of the data sources that are provisioned, `goroutines` and `prometheus`, since a leak needs a past: let both
// watch the demo shop for a quarter of an hour before, with `leakProfile: 1h` in `sampling` of `goroutines`: only then
// is a leak proven. The shop is started with `-rate 0.5`, so that its limit is not reached.
import { mkdirSync } from 'node:fs';
import { expect, test } from './support/test.ts';
import type { Page } from '@playwright/test';
import { pinTooltip } from './support/pin-tooltip.ts';
import { exploreUrl, openPrometheusTable } from './support/queries.ts';
import { pluginId, targetUrl } from './support/surroundings.ts';

const folder = 'img/screenshots';
const uid = 'goroutines';
const places = `var-ds=${uid}&var-prom=prometheus&from=now-15m&to=now&kiosk`;
const width = 1280;
/** Explore's tables need more. */
const wide = 1500;

test.beforeAll(() => mkdirSync(folder, { recursive: true }));

test.beforeEach(async ({ page }) => {
  // Grafana's menu takes a quarter of a picture.
  await page.addInitScript(`localStorage.setItem('grafana.navigation.docked', 'false')`);
});

async function take(page: Page, name: string, height = 800, across = width): Promise<void> {
  await page.setViewportSize({ width: across, height });
  await page.waitForLoadState('networkidle');
  // Panels that wait for variables ask after that, and a busy machine draws slowly.
  await page.waitForTimeout(10_000);
  // Charts are drawn with the next frame, which nobody asks for in a browser without a screen.
  await page.screenshot();
  await page.waitForTimeout(3_000);
  const end = test.info().project.name.endsWith('light') ? '-light' : '';
  await page.screenshot({ path: `${folder}/${name}${end}.png`, animations: 'disabled' });
}

test('overview', async ({ page }) => {
  await page.setViewportSize({ width, height: 1085 });
  await page.goto(`/d/parked-overview?${places}`);
  await take(page, 'overview', 1085);
});

test('alerting', async ({ page }) => {
  await page.goto('/alerting/grafana/parked-proven-leak/view?tab=instances');
  await take(page, 'alerting', 960);
});

test('one stack', async ({ page, request }) => {
  const answer = await request.get(`/api/datasources/uid/${uid}/resources/groups`);
  const { groups } = (await answer.json()) as { groups: { fingerprint: string }[] };
  const [first] = groups;
  await page.goto(`/d/parked-stack?${places}&var-fingerprint=${first?.fingerprint}`);
  await take(page, 'stack', 1330);
});

test('data link', async ({ page }) => {
  // Tall enough for the panel: a page that scrolls moves the point that is clicked.
  await page.setViewportSize({ width, height: 1900 });
  await page.goto(`/d/parked-overview?${places}&refresh=`);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(10_000);
  await page.screenshot();
  await pinTooltip(page, 'go_goroutines', 'Which stacks are these?');
  const box = await page.getByTestId('data-testid Panel header go_goroutines').boundingBox();
  if (box === null) throw new Error('The panel has no size.');
  const clip = { x: 0, y: box.y - 8, width, height: box.height + 16 };
  await page.screenshot({ path: `${folder}/data-link.png`, clip, animations: 'disabled' });
});

test('correlation', async ({ page }) => {
  await openPrometheusTable(page);
  await page.getByRole('link', { name: 'localhost:6060', exact: true }).click();
  await take(page, 'correlation', 1100, wide);
});

test('suspects', async ({ page }) => {
  await page.goto(exploreUrl('suspects', {}, uid, 'now-15m'));
  await take(page, 'suspects', 1000, wide);
});

test('flame graph', async ({ page }) => {
  await page.goto(exploreUrl('flamegraph', {}, uid, 'now-15m'));
  await take(page, 'flame-graph', 1000, wide);
});

test('query editor', async ({ page }) => {
  await page.goto(exploreUrl('stacks', { filter: { minCount: 2 } }, uid, 'now-15m'));
  await expect(page.getByRole('button', { name: 'Run query' }).first()).toBeVisible();
  await take(page, 'query-editor');
});

test('config', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: pluginId, name: 'Goroutines of the shop' });
  await page.getByLabel('Data source connection URL').fill(targetUrl());
  await expect(config.saveAndTest()).toBeOK();
  await page.getByLabel('Data source connection URL').scrollIntoViewIfNeeded();
  await take(page, 'config', 1280);
});
