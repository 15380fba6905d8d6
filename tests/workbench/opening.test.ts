// An opened dump starts where there is something to see, wherever its reader was before.
import type { Browser, Page } from '@playwright/test';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { leakyParts, writeDump } from './support/dump-text.ts';
import { listFaults } from './support/faults.ts';
import { dropFile } from './support/in-page.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

const healthyParts = leakyParts.filter(({ state }) => state === 'IO wait');
const emptyLeakProfile = 'goroutineleak profile: total 0\n';

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

describeInChromium('opening a dump', () => {
  let target: ScriptedTarget;
  let workbench: RunningWorkbench;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    target = await startScriptedTarget({ pool: 40 });
    [workbench, browser] = await Promise.all([startWorkbench([target.url]), launchChromium()]);
  }, 180_000);

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(60_000);
    // The stacks of a process are filtered, and nothing of the dump would match.
    await page.goto(`${workbench.url}#view=stacks&filter=pool`);
    await page.getByRole('row').filter({ hasText: 'main.pool' }).waitFor();
  });
  afterEach(() => page.close());

  afterAll(async () => {
    await browser?.close();
    await workbench?.interrupt();
    await target?.close();
  }, 120_000);

  const view = (name: string) =>
    page.getByRole('group', { name: 'Views' }).getByRole('button', { name, pressed: true });

  test('starts at its suspects if it has any', async () => {
    await dropFile(page, 'crash.txt', writeDump(leakyParts));
    await view('Suspects').waitFor();
    await page.getByRole('table', { name: 'Suspects' }).getByText('cart.wait').waitFor();
    await page.getByRole('region', { name: 'Verdict' }).getByText('Leaking').waitFor();
    await page
      .getByRole('region', { name: 'Dump' })
      .getByRole('button', { name: /chan send/ })
      .waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(await listFaults(page)).toEqual([]);
    // The process keeps its own view and filter.
    await page.getByRole('navigation', { name: 'Sources' }).getByRole('button').first().click();
    await page.getByRole('table', { name: 'All stacks' }).getByText('main.pool').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('pool');
  });

  test('starts at its stacks if nothing is suspect', async () => {
    await dropFile(page, 'healthy.txt', writeDump(healthyParts));
    await view('All stacks').waitFor();
    await page.getByRole('table', { name: 'All stacks' }).locator('.state').getByText('IO wait').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(await listFaults(page)).toEqual([]);
  });

  test('starts at the good news if it is a leak profile without a leak', async () => {
    await dropFile(page, 'leaks.txt', emptyLeakProfile);
    await view('Suspects').waitFor();
    await page.getByRole('heading', { name: 'No leaked goroutine' }).waitFor();
  });

  test('its flame graph is drawn', async () => {
    await dropFile(page, 'crash.txt', writeDump(leakyParts));
    await page.getByRole('table', { name: 'Suspects' }).waitFor();
    await page.keyboard.press('3');
    await page.getByRole('application', { name: /Flame graph/ }).waitFor();
    await page.getByText('1,003 goroutines · 100.0 %').waitFor();
    expect(await listFaults(page)).toEqual([]);
  });
});
