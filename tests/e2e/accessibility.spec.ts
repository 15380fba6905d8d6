// Our own editors under the scanner, in both themes (projects of the config): nothing to complain of.
import { expect, test } from './support/test.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { variableKinds, variableKindWords } from '../../src/datasource/variables/variable-query.ts';
import { exploreUrl } from './support/queries.ts';
import { parked, pluginId } from './support/surroundings.ts';

test('the config editor', async ({ createDataSourceConfigPage, page, scanForA11yViolations }) => {
  await createDataSourceConfigPage({ type: pluginId });
  await expect(page.getByLabel('Data source connection URL')).toBeVisible();
  const folds = page.locator('section > h3 > button');
  for (const fold of await folds.all()) await fold.click();
  for (const noun of ['target list', 'discovery', 'credentials', 'rule']) {
    await page.getByRole('button', { name: `Add ${noun}`, exact: true }).click();
  }
  await page.getByRole('radio', { name: 'Prometheus', exact: true }).check({ force: true });
  const form = page.locator('form').filter({ has: page.getByLabel('Data source connection URL') });
  await form.evaluate((element: { id: string }) => (element.id = 'parked-scanned'));
  expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
});

for (const type of queryTypes) {
  test(`the query editor for ${type}`, async ({ page, scanForA11yViolations }) => {
    await page.goto(exploreUrl(type));
    await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toBeVisible();
    const editor = page.getByTestId('query-editor-row').or(page.locator('[aria-label="Query editor row"]')).first();
    await editor.evaluate((element: { id: string }) => (element.id = 'parked-scanned'));
    expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
  });
}

test('the variable editor, with each thing to list', async ({ variableEditPage, page, scanForA11yViolations }) => {
  await variableEditPage.datasource.set(parked.name);
  const list = page.getByRole('combobox', { name: 'List', exact: true });
  // The nearest that holds both fields is our editor; the rest of the page is Grafana's.
  const editor = page
    .locator('#parked-variable-label')
    .locator('xpath=ancestor::*[.//*[@id="parked-variable-kind"]][1]');
  await editor.evaluate((element: { id: string }) => (element.id = 'parked-scanned'));
  for (const kind of variableKinds) {
    const { label } = variableKindWords[kind];
    await list.click();
    await page.getByRole('option', { name: new RegExp(`^${label}`) }).click();
    await expect(list).toHaveValue(label);
    expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
  }
});
