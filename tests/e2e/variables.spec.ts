import { expect, test } from './support/test.ts';
import { saveDashboard } from './support/grafana.ts';
import { asStored, dashboardWith, nextAnswer } from './support/queries.ts';
import { parked } from './support/surroundings.ts';

test('lists the values of a label', async ({ variableEditPage, page }) => {
  await variableEditPage.datasource.set(parked.name);
  const label = page.getByRole('combobox', { name: 'Label', exact: true });
  await label.fill('service');
  // The list comes from the backend: before it is there, Enter chooses nothing.
  await page
    .getByRole('option', { name: /^service/ })
    .first()
    .click();
  await expect(label).toHaveValue('service');
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(['127.0.0.1']);
});

test('takes several values of a variable at once', async ({ gotoDashboardPage, page }) => {
  const dashboard = {
    ...dashboardWith('stacks', { filter: { states: ['$state'] } }),
    uid: 'parked-e2e-variables',
    title: 'Parked for specs: variables',
    templating: {
      list: [
        {
          name: 'state',
          type: 'query',
          datasource: { type: parked.type, uid: parked.uid },
          query: { refId: 'variable', kind: 'states' },
          multi: true,
          includeAll: true,
          refresh: 2,
          current: { text: ['chan receive', 'select'], value: ['chan receive', 'select'] },
        },
      ],
    },
  };
  await saveDashboard(dashboard);
  const answered = nextAnswer(page);
  const shown = await gotoDashboardPage({
    uid: dashboard.uid,
    queryParams: new URLSearchParams([
      ['var-state', 'chan receive'],
      ['var-state', 'select'],
    ]),
  });
  const asked = (await answered).request().postDataJSON() as { queries: unknown[] };
  expect(asked.queries).toMatchObject([{ ...asStored('stacks'), filter: { states: ['chan receive', 'select'] } }]);
  await shown.waitForPanelsQueriesToComplete();
  await expect(shown).not.toHavePanelErrors();
});
