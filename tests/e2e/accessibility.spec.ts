// Our own editors under the scanner, all their folds open, in both themes (projects of the config): nothing to complain
// of.
import type { Locator } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { variableKinds, variableKindWords } from '../../src/datasource/variables/variable-query.ts';
import { configFolds, hasFolds, openFolds, queryFolds } from './support/folds.ts';
import { exploreUrl } from './support/queries.ts';
import { parked, pluginId } from './support/surroundings.ts';

/** What of the page's own types is used here: they are not those of the process that runs specs. */
interface PageElement {
  readonly parentElement: PageElement;
  querySelector(selector: string): PageElement | null;
}

/** Marks Parked's parts on a page of Grafana. */
const mark = (ours: Locator): Promise<unknown> =>
  ours.evaluate((element: { id: string }) => (element.id = 'parked-scanned'));

test('the config editor', async ({ createDataSourceConfigPage, page, scanForA11yViolations }) => {
  await createDataSourceConfigPage({ type: pluginId });
  const url = page.getByLabel('Data source connection URL');
  await expect(url).toBeVisible();
  const form = page.locator('form').filter({ has: url });
  await openFolds(form, configFolds);
  for (const noun of ['target list', 'discovery', 'credentials', 'rule']) {
    await page.getByRole('button', { name: `Add ${noun}`, exact: true }).click();
  }
  await page.getByRole('radio', { name: 'Prometheus', exact: true }).check({ force: true });
  await mark(form);
  expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
});

for (const type of queryTypes) {
  test(`the query editor for ${type}`, async ({ page, scanForA11yViolations }) => {
    await page.goto(exploreUrl(type));
    await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toBeVisible();
    const editor = page.getByTestId('query-editor-row').or(page.locator('[aria-label="Query editor row"]')).first();
    if (hasFolds(type)) await openFolds(editor, queryFolds);
    await mark(editor);
    expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
  });
}

test('the help beside the query editor', async ({ page, scanForA11yViolations }) => {
  await page.goto(exploreUrl('stacks'));
  await page.getByRole('button', { name: 'Show data source help' }).click();
  const examples = page.getByRole('list', { name: 'Questions to begin with' });
  await expect(examples).toBeVisible();
  await mark(examples.locator('..'));
  expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
});

test('the annotation editor', async ({ annotationEditPage, page, scanForA11yViolations }) => {
  await annotationEditPage.datasource.set(parked.name);
  const list = page.getByRole('combobox', { name: 'Show', exact: true });
  await expect(list).toHaveValue('Events');
  // The nearest that holds the folds as well.
  const editor = list.locator('xpath=ancestor::*[.//button[starts-with(@aria-controls, "parked-")]][1]');
  await openFolds(editor, queryFolds);
  await mark(editor);
  expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
});

test('the variable editor, with each thing to list', async ({ variableEditPage, page, scanForA11yViolations }) => {
  await variableEditPage.datasource.set(parked.name);
  const list = page.getByRole('combobox', { name: 'List', exact: true });
  // The nearest that holds both fields is our editor; the rest of the page is Grafana's. Some kinds have one field.
  await expect(page.locator('#parked-variable-label')).toBeVisible();
  const levels = await page.locator('#parked-variable-kind').evaluate((field: PageElement) => {
    let steps = 0;
    for (let up = field; up.querySelector('#parked-variable-label') === null; up = up.parentElement) steps++;
    return steps;
  });
  const editor = page.locator(`xpath=//*[@id="parked-variable-kind"]/ancestor::*[${levels}]`);
  for (const kind of variableKinds) {
    const { label } = variableKindWords[kind];
    await list.click();
    await page.getByRole('option', { name: new RegExp(`^${label}`) }).click();
    await expect(list).toHaveValue(label);
    // Grafana may render the page again in the meantime.
    await mark(editor);
    expect(await scanForA11yViolations({ include: '#parked-scanned' })).toHaveNoA11yViolations();
  }
});
