// The page by keyboard only and by touch only: find the leak, open it, copy the ticket, compare two moments.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { repeatUntil } from './support/eventually.ts';
import { appears, readOverhang } from './support/in-page.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

describeInChromium('the workbench', () => {
  let target: ScriptedTarget;
  let workbench: RunningWorkbench;
  let browser: Browser;
  let growing: ReturnType<typeof setInterval>;

  beforeAll(async () => {
    target = await startScriptedTarget({ leak: 10, pool: 40 });
    let leak = 10;
    growing = setInterval(() => target.run({ leak: (leak += 5), pool: 40 }), 500);
    [workbench, browser] = await Promise.all([startWorkbench([target.url, '--every', '1s']), launchChromium()]);
  }, 180_000);

  afterAll(async () => {
    clearInterval(growing);
    await browser?.close();
    await workbench?.interrupt();
    await target?.close();
  }, 120_000);

  async function open(options: Parameters<Browser['newContext']>[0]): Promise<[BrowserContext, Page]> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(workbench.url);
    await page.getByRole('table', { name: 'Suspects' }).getByText('main.leak').first().waitFor({ timeout: 60_000 });
    return [context, page];
  }

  const changes = (page: Page) => page.getByRole('table', { name: 'Changes' });

  test('leads by keyboard alone to the leak, its ticket and what changed', async () => {
    const [context, page] = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: /main\.leak/ }).waitFor();
    await page.keyboard.press('c');
    await page.getByText(/Copied 1 as Markdown/).waitFor();
    const ticket = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(ticket).toContain('`sleep` in `main.leak`');
    expect(ticket).toContain(`- Instance: ${new URL(target.url).host}`);
    await page.keyboard.press('Escape');
    await page.getByRole('article').waitFor({ state: 'detached' });
    const isAtCharts = () => page.evaluate<boolean>("document.activeElement.classList.contains('charts')");
    for (let presses = 0; presses < 40 && !(await isAtCharts()); presses++) await page.keyboard.press('Shift+Tab');
    // A slow machine may have drawn too few samples yet to mark two of them.
    await repeatUntil(
      async () => {
        for (const key of ['Escape', 'ArrowLeft', 'Enter', 'Shift+ArrowLeft', 'Enter']) await page.keyboard.press(key);
      },
      () => appears(changes(page)),
    );
    expect(await changes(page).getByRole('row').nth(1).innerText()).toMatch(/grew[^]*main\.leak/);
    await context.close();
  });

  test('leads by thumb alone to what changed, as a table and as a flame graph', async () => {
    const [context, page] = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const chart = page.locator('.plot .u-over').first();
    const devTools = await context.newCDPSession(page);
    async function drag(): Promise<void> {
      await chart.scrollIntoViewIfNeeded();
      const box = await chart.boundingBox();
      if (box === null) throw new Error('There is no chart.');
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', part: number) =>
        devTools.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + box.width * part, y: box.y + box.height / 2 }],
        });
      await touch('touchStart', 0.05);
      for (let part = 0.1; part < 1; part += 0.1) await touch('touchMove', part);
      await touch('touchEnd', 1);
    }
    // A slow machine may have drawn too few samples yet to compare two of them.
    await repeatUntil(drag, () => appears(changes(page)));
    expect(await changes(page).getByRole('row').nth(1).innerText()).toMatch(/grew[^]*main\.leak/);
    const comparison = page.getByRole('region', { name: 'Comparison' });
    const button = comparison.getByRole('button', { name: 'Flame graph' });
    // What comes meanwhile may move it from under the finger.
    await repeatUntil(
      () => button.tap(),
      () => appears(comparison.getByRole('button', { name: 'Flame graph', pressed: true })),
    );
    await comparison.getByRole('application', { name: /Flame graph/ }).waitFor();
    const total = /([\d,]+) before, ([\d,]+) after/.exec(await comparison.locator('.flame-foot').innerText());
    expect(Number(total?.[2]) - Number(total?.[1])).toBeGreaterThan(0);
    expect(await readOverhang(page)).toBe(0);
    await context.close();
  });
});
