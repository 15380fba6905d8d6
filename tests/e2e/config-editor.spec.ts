import { expect, test } from './support/test.ts';
import { mustCall } from './support/grafana.ts';
import { pluginId, targetUrl } from './support/surroundings.ts';

test.describe('config editor', () => {
  test('needs one URL; Save & test says what was found', async ({ createDataSourceConfigPage, page }) => {
    const config = await createDataSourceConfigPage({ type: pluginId });
    await page.getByLabel('Data source connection URL').fill(targetUrl());
    await expect(config.saveAndTest()).toBeOK();
    await expect(config).toHaveAlert('success', { hasText: /The target answers · .*goroutines/ });
    await expect(page.getByText(/(127\.0\.0\.1|localhost):\d+: .*goroutines, go1/)).toBeAttached();
  });

  test('says which host cannot be read, and why', async ({ createDataSourceConfigPage, page }) => {
    const config = await createDataSourceConfigPage({ type: pluginId });
    await page.getByLabel('Data source connection URL').fill('http://127.0.0.1:9');
    await expect(config.saveAndTest()).not.toBeOK();
    await expect(config).toHaveAlert('error', { hasText: /refuse|connect/i });
  });

  test('names a wrong setting where it is typed', async ({ createDataSourceConfigPage, page }) => {
    await createDataSourceConfigPage({ type: pluginId });
    await page.getByLabel('Data source connection URL').fill('app:6060');
    await expect(page.getByLabel('Data source connection URL')).toHaveAttribute('aria-invalid', 'true');
    await page.getByRole('button', { name: /^Samples and history/ }).click();
    await page.getByRole('textbox', { name: 'Interval' }).fill('soon');
    await expect(page.getByText(/^"Interval" \(Samples and history\) must be a duration/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^Samples and history needs mending/ })).toBeVisible();
  });

  test('saves folded settings as provisioning writes them', async ({ createDataSourceConfigPage, page }) => {
    const config = await createDataSourceConfigPage({ type: pluginId });
    await page.getByRole('button', { name: /^More targets/ }).click();
    await page.getByRole('button', { name: 'Add credentials' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('pods');
    await page.getByLabel('Token', { exact: true }).fill('s3cret');
    await page.getByRole('button', { name: 'Add target list' }).click();
    const list = page.getByRole('group', { name: 'target list 1' });
    await list.getByRole('textbox', { name: 'URLs' }).fill(targetUrl());
    await list.getByRole('textbox', { name: 'Labels' }).fill('service="shop", zone=a');
    await list.getByRole('combobox', { name: 'Credentials' }).click();
    await page.getByRole('option', { name: 'pods' }).click();
    await expect(config.saveAndTest()).toBeOK();
    // Not in the session of the specs, because Grafana renews its token every ten minutes, and only pages follow.
    const saved = await mustCall('GET', `api/datasources/uid/${config.datasource.uid}`);
    expect(saved).toMatchObject({
      jsonData: {
        auth: [{ name: 'pods', type: 'bearer' }],
        targets: [{ urls: [targetUrl()], labels: { service: 'shop', zone: 'a' }, auth: 'pods' }],
      },
      secureJsonFields: { 'auth.pods': true },
    });
  });
});
