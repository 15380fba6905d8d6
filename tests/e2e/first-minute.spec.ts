// What somebody does who installs Parked: from the list of data sources to the stack that has the most goroutines.
// Every click is counted.
import type { Locator } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { callGrafana } from './support/grafana.ts';
import { targetUrl } from './support/surroundings.ts';

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
