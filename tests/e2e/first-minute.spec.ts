// The first steps after installing Parked: from the list of data sources to the stack with the most goroutines. Every
// click is counted.
import type { Locator } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { callGrafana, mustCall, replaceDataSource } from './support/grafana.ts';
import { startScriptedTarget } from './support/scripted-target.ts';
import { pluginId, targetUrl } from './support/surroundings.ts';

/** As many as a person needs; a minute is theirs, reading and typing included, so that the machine gets half of it. */
const most = { clicks: 6, ms: 30_000 };

test('from adding the data source to ranked stacks, in a few clicks', async ({ page }) => {
  let clicks = 0;
  const click = async (what: Locator) => {
    clicks++;
    await what.click();
  };
  await page.goto('/connections/datasources/new');
  await expect(page.getByPlaceholder('Filter by name or type')).toBeVisible();
  const startedMs = Date.now();
  await click(page.getByRole('button', { name: /^Add new data source Parked/ }));
  const url = page.getByLabel('Data source connection URL');
  await click(url);
  await url.fill(targetUrl());
  const uid = /edit\/([^/?]+)/.exec(page.url())?.[1];
  try {
    await click(page.getByRole('button', { name: 'Save & test' }));
    await click(page.getByText('Explore view', { exact: true }));
    await expect(page.getByRole('gridcell', { name: /shop\/.*\./ }).first()).toBeVisible();
    const rankedMs = Date.now() - startedMs;
    console.log(`ranked stacks after ${clicks} clicks and ${rankedMs} ms`);
    expect(clicks).toBeLessThanOrEqual(most.clicks);
    expect(rankedMs).toBeLessThan(most.ms);
  } finally {
    await callGrafana('DELETE', `api/datasources/uid/${uid}`);
  }
});

test('the overview has a verdict within a minute of Save & test', async ({ page }) => {
  const target = await startScriptedTarget({ work: 12, leak: 10 });
  let leaked = 10;
  const growing = setInterval(() => target.run({ work: 12, leak: (leaked += 5) }), 1_000);
  const uid = `parked-e2e-first-${Date.now()}`;
  try {
    await replaceDataSource({ uid, name: uid, type: pluginId, url: target.url } as never);
    await mustCall('GET', `api/datasources/uid/${uid}/health`);
    const savedMs = Date.now();
    await page.goto(`/d/parked-overview-alone?var-ds=${uid}&from=now-5m&to=now&refresh=5s`);
    const verdict = page.getByTestId('data-testid Panel header Verdict');
    await expect(verdict).toContainText('rising', { timeout: 120_000 });
    const ms = Date.now() - savedMs;
    console.log(`rising ${ms} ms after Save & test`);
    expect(ms).toBeLessThan(60_000);
  } finally {
    clearInterval(growing);
    await callGrafana('DELETE', `api/datasources/uid/${uid}`);
    await target.close();
  }
});
