import { expect, test } from './support/test.ts';
import { parked } from './support/surroundings.ts';

test('events annotate a dashboard', async ({ annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(parked.name);
  await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue('Events');
  await expect(annotationEditPage.runQuery()).toBeOK();
});
