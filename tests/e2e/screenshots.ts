// Takes the pictures of the docs and of plugin.json, from whatever Grafana the specs run against:
// npm run e2e -- --project screenshots
import { mkdirSync } from 'node:fs';
import { expect, test } from './support/test.ts';
import type { Page } from '@playwright/test';
import { exploreUrl } from './support/queries.ts';
import { parked, pluginId, prometheus, targetUrl } from './support/surroundings.ts';

const folder = 'img/screenshots';
const places = `var-ds=${parked.uid}&var-prom=${prometheus.uid}&from=now-15m&to=now&kiosk`;

test.beforeAll(() => mkdirSync(folder, { recursive: true }));

async function take(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  // Panels that wait for variables ask after that, and a busy machine draws slowly.
  await page.waitForTimeout(10_000);
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

test('config', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: pluginId, name: 'Goroutines of the shop' });
  await page.getByLabel('Data source connection URL').fill(targetUrl());
  await expect(config.saveAndTest()).toBeOK();
  await page.getByLabel('Data source connection URL').scrollIntoViewIfNeeded();
  await take(page, 'config');
});

test('query editor', async ({ page }) => {
  await page.goto(exploreUrl('stacks', { filter: { minCount: 2 } }));
  await expect(page.getByRole('button', { name: 'Run query' }).first()).toBeVisible();
  await take(page, 'query-editor');
});

test('flame graph', async ({ page }) => {
  await page.goto(exploreUrl('flamegraph'));
  await take(page, 'flame-graph');
});

test('overview', async ({ page }) => {
  await page.goto(`/d/parked-overview?${places}&var-service_label=service`);
  await take(page, 'overview');
});

test('suspects', async ({ page }) => {
  await page.goto(exploreUrl('suspects'));
  await take(page, 'suspects');
});

test('one stack', async ({ page, request }) => {
  const answer = await request.get(`/api/datasources/uid/${parked.uid}/resources/groups`);
  const { groups } = (await answer.json()) as { groups: { fingerprint: string; function: string }[] };
  const [first] = groups;
  await page.goto(`/d/parked-stack?${places}&var-fingerprint=${first?.fingerprint}&var-function=${first?.function}`);
  await take(page, 'stack');
});

test('alerting', async ({ page, gotoAlertRuleEditPage }) => {
  await gotoAlertRuleEditPage({ uid: 'parked-stack-grows' });
  await page.getByTestId('data-testid alert-rule preview-button').click();
  await take(page, 'alerting');
});
