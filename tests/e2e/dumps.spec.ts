// A dump with too long a pause is refused once, with the pause. Then somebody with the right role takes it.
import { expect, test } from './support/test.ts';
import { callGrafana, replaceDataSource } from './support/grafana.ts';
import { exploreUrl } from './support/queries.ts';
import { startScriptedTarget } from './support/scripted-target.ts';
import { pluginId } from './support/surroundings.ts';

test('a refused dump names its pause once, and an administrator takes it anyway', async ({ page }) => {
  const target = await startScriptedTarget({ work: 2_000 });
  const uid = `parked-e2e-dumps-${Date.now()}`;
  try {
    const jsonData = { sampling: { interval: '1s' }, dumps: { maxPause: '1ms', atOnset: '0' } };
    await replaceDataSource({ uid, name: uid, type: pluginId, url: target.url, jsonData } as never);
    await page.goto(exploreUrl('dump', {}, uid));
    await expect(page.getByText(/a dump would stop it for about \d+/)).toHaveCount(1);
    expect(target.dumps()).toBe(0);
    await page.getByRole('button', { name: 'Take it anyway' }).click();
    await expect(page.getByText('main.work').first()).toBeVisible();
    expect(target.dumps()).toBe(1);
    // The permit was for one dump.
    await page.reload();
    await expect(page.getByRole('button', { name: 'Take it anyway' })).toBeVisible();
    expect(target.dumps()).toBe(1);
  } finally {
    await callGrafana('DELETE', `api/datasources/uid/${uid}`);
    await target.close();
  }
});
