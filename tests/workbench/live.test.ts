// The page on running processes, in a real browser: it loads, grows, opens, compares, and says when a target dies.
import type { Browser, Page } from '@playwright/test';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { repeatUntil } from './support/eventually.ts';
import { appears, listHosts } from './support/in-page.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

const hostile = '<img/src=x/onerror=document.title=1>';

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

describeInChromium('the workbench on a running process', () => {
  let target: ScriptedTarget;
  let workbench: RunningWorkbench;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    target = await startScriptedTarget({ leak: 10, pool: 40, [hostile]: 3 });
    [workbench, browser] = await Promise.all([startWorkbench([target.url, '--every', '1s']), launchChromium()]);
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(workbench.url);
    await page.getByRole('button', { name: /All stacks/ }).click();
    await page.getByRole('table', { name: 'All stacks' }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await workbench?.interrupt();
    await target?.close();
  }, 120_000);

  const rowOf = (name: string) => page.getByRole('row').filter({ hasText: name }).first();

  test('shows the stacks of the process, largest first', async () => {
    const rows = await page.getByRole('table', { name: 'All stacks' }).getByRole('row').allInnerTexts();
    expect(rows[1]).toContain('main.pool');
    expect(rows[1]).toMatch(/\b40\b/);
    expect(rows[2]).toContain('main.leak');
  });

  test('follows the process by itself, and stops while it is paused', async () => {
    target.run({ leak: 250, pool: 40, [hostile]: 3 });
    await rowOf('main.leak').getByText('250', { exact: true }).waitFor({ timeout: 30_000 });
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Paused' }).waitFor();
    target.run({ leak: 400, pool: 40, [hostile]: 3 });
    await page.waitForTimeout(3_000);
    expect(await rowOf('main.leak').innerText()).toContain('250');
    await page.keyboard.press('p');
    await rowOf('main.leak').getByText('400', { exact: true }).waitFor({ timeout: 30_000 });
  });

  test('opens a stack in place: frames with own code set apart, states, instances, its place in the flame graph', async () => {
    await rowOf('main.leak').click();
    const detail = page.getByRole('article', { name: /main\.leak/ });
    await detail.getByRole('list', { name: /Frames/ }).waitFor({ timeout: 30_000 });
    expect(await detail.locator('.frame-own').allInnerTexts()).toEqual([expect.stringContaining('main.leak')]);
    await detail.getByRole('heading', { name: 'Instances' }).waitFor({ timeout: 30_000 });
    await detail.getByText('sleep').first().waitFor();
    // A single process leaves nothing to choose.
    expect(await page.getByLabel('Instance', { exact: true }).count()).toBe(0);
    await detail.getByRole('application', { name: /Flame graph/ }).waitFor();
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
  });

  test('filters as one types', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('leak sleep');
    await rowOf('main.pool').waitFor({ state: 'detached' });
    expect(await rowOf('main.leak').count()).toBe(1);
    await page.keyboard.press('Escape');
    await rowOf('main.pool').waitFor();
  });

  test('compares two moments that are dragged on a chart', async () => {
    const chart = page.locator('.plot .u-over').first();
    const drag = async () => {
      const box = await chart.boundingBox();
      if (box === null) throw new Error('There is no chart.');
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + 5, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width - 5, y, { steps: 6 });
      await page.mouse.up();
    };
    const changes = page.getByRole('table', { name: 'Changes' });
    await repeatUntil(drag, () => appears(changes));
    expect(await changes.getByRole('row').nth(1).innerText()).toMatch(/grew[^]*main\.leak[^]*sleep/);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  });

  test('a name made of markup stays text, and the page loads nothing from elsewhere', async () => {
    await rowOf('onerror').waitFor();
    expect(await page.title()).toContain('Parked');
    expect(await page.locator('img').count()).toBe(0);
    const hosts = await listHosts(page);
    expect(hosts).toEqual([new URL(workbench.url).host]);
  });

  test('a link opens what was shown', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('pool');
    await page.waitForURL(/pool/);
    const second = await browser.newPage();
    await second.goto(page.url());
    await second.getByRole('row').filter({ hasText: 'main.pool' }).waitFor();
    expect(await second.getByRole('searchbox').inputValue()).toBe('pool');
    await second.close();
    await page.keyboard.press('Escape');
  });

  test('says that a target does not answer, and keeps what was known', async () => {
    target.fail();
    await page
      .getByText(/could not be read just now/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.locator('.status-failed').waitFor();
    expect(await page.locator('.plot').count()).toBeGreaterThan(0);
  });

  test('had no error of its own on the way', () => {
    expect(problems).toEqual([]);
  });

  test('Ctrl-C ends it at once, and the page says so', async () => {
    expect(await workbench.interrupt()).toBe(0);
    await page.getByText('The workbench does not answer').waitFor({ timeout: 60_000 });
  });
});
