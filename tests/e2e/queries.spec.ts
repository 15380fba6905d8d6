// Every type of query, in Explore and in the panel that shows it.
import { expect, test } from './support/test.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { saveDashboard } from './support/grafana.ts';
import { dashboardWith, examples, exploreUrl, nextAnswer } from './support/queries.ts';

for (const type of queryTypes) {
  test(`${type} is answered in Explore`, async ({ page }) => {
    const answered = nextAnswer(page);
    await page.goto(exploreUrl(type));
    const response = await answered;
    expect(response.status()).toBe(200);
    const { results } = (await response.json()) as { results: Record<string, { error?: string; frames: unknown[] }> };
    expect(results['A']?.error).toBeUndefined();
    expect(results['A']?.frames).not.toHaveLength(0);
    await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue(examples[type].label);
    await expect(page.getByRole('button', { name: 'Run query' }).first()).toBeVisible();
  });

  test(`${type} is shown and edited in a panel`, async ({ gotoDashboardPage, gotoPanelEditPage, page }) => {
    const dashboard = dashboardWith(type);
    await saveDashboard(dashboard);
    const shown = await gotoDashboardPage({ uid: dashboard.uid });
    await shown.waitForPanelsQueriesToComplete();
    await expect(shown).not.toHavePanelErrors();
    const edited = await gotoPanelEditPage({ dashboard: { uid: dashboard.uid }, id: '1' });
    await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue(examples[type].label);
    const answered = nextAnswer(page);
    await page.getByRole('button', { name: 'Run query' }).first().click();
    expect((await answered).status()).toBe(200);
    await expect(edited.panel.getErrorIcon()).toHaveCount(0);
  });
}

test('a query runs when it is told to, not on each key', async ({ page }) => {
  await page.goto(exploreUrl('stacks'));
  await expect(page.getByRole('button', { name: 'Run query' }).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/api/ds/query')) asked++;
  });
  await page.getByRole('combobox', { name: 'Show', exact: true }).click();
  await page.getByRole('option', { name: /^Leak suspects/ }).click();
  await page.getByRole('button', { name: /^Options/ }).click();
  const before = asked;
  await page.getByRole('textbox', { name: 'Limit' }).pressSequentially('12', { delay: 50 });
  expect(asked).toBe(before);
  const answered = nextAnswer(page);
  await page.keyboard.press('Shift+Enter');
  expect((await answered).status()).toBe(200);
});
