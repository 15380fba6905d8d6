// Everyone can use the page: by keyboard, with a screen reader, in both themes, on a narrow screen.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { startPprofServer, type PprofServer } from '../../src/backend/testing/pprof-server.ts';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { eventually, repeatUntil } from './support/eventually.ts';
import { appears, readBackground, readOverhang, readTheme } from './support/in-page.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

describeInChromium('the reach of the workbench', () => {
  let target: PprofServer;
  let workbench: RunningWorkbench;
  let browser: Browser;

  beforeAll(async () => {
    target = await startPprofServer();
    [workbench, browser] = await Promise.all([startWorkbench([target.url, '--leak-profile']), launchChromium()]);
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await workbench?.interrupt();
    await target?.close();
  }, 120_000);

  async function visit(options: Parameters<Browser['newPage']>[0]): Promise<Page> {
    const page = await browser.newPage(options);
    await page.goto(workbench.url);
    await page.locator('.row-item').first().waitFor({ timeout: 60_000 });
    return page;
  }

  test.each(['light', 'dark'] as const)(
    'the scanner finds nothing, %s',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1400, height: 900 } });
      const page = await context.newPage();
      await page.goto(workbench.url);
      await page.locator('.row-item').first().waitFor({ timeout: 60_000 });
      await page.locator('.row-item').first().click();
      await page.getByRole('application', { name: /Flame graph/ }).waitFor({ timeout: 60_000 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
      const background = await readBackground(page);
      expect(background).toBe(colorScheme === 'light' ? 'rgb(244, 246, 249)' : 'rgb(14, 18, 23)');
      await context.close();
    },
    120_000,
  );

  test('the theme can be turned, and stays', async () => {
    const page = await visit({ colorScheme: 'light' });
    const theme = () => readTheme(page);
    expect(await theme()).toBe('light');
    await page.keyboard.press('t');
    await eventually(theme, 'dark');
    await page.reload();
    await page.locator('.row-item').first().waitFor();
    expect(await theme()).toBe('dark');
    await page.close();
  });

  test('keys alone reach a stack, its flame graph, and a comparison', async () => {
    const page = await visit({ viewport: { width: 1400, height: 900 } });
    await page.keyboard.press('2');
    await page.getByRole('table', { name: 'All stacks' }).waitFor();
    await page.locator('[data-row="0"]').focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('[data-row="1"][aria-expanded="true"]').waitFor();
    const flame = page.getByRole('application', { name: /Flame graph/ });
    await flame.waitFor({ timeout: 30_000 });
    await flame.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show all' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await eventually(() => page.locator('[aria-expanded="true"]').count(), 0);

    await page.getByRole('region', { name: /Charts/ }).focus();
    // There is nothing to compare before the second sample.
    await repeatUntil(
      async () => {
        for (const key of ['Escape', 'ArrowLeft', 'Enter', 'Shift+ArrowLeft', 'Enter']) await page.keyboard.press(key);
      },
      () => appears(page.getByRole('region', { name: 'Comparison' })),
    );
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.close();
  });

  test('a narrow screen shows it without scrolling sideways', async () => {
    const page = await visit({ viewport: { width: 390, height: 800 } });
    const sideways = await readOverhang(page);
    expect(sideways).toBeLessThanOrEqual(0);
    await page.close();
  });
});
