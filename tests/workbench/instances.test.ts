// The page with several processes: one can be shown on its own, and compared with a dump.
import type { Browser, Page } from '@playwright/test';
import { startPprofServer, type PprofServer } from '../../src/backend/testing/pprof-server.ts';
import { profileBytes } from '../../src/core/profile/testing/profile-bytes.ts';
import { describeInChromium, launchChromium } from './support/chromium.ts';
import { dropFile } from './support/in-page.ts';
import { startWorkbench, type RunningWorkbench } from './support/workbench.ts';

// Browsers take their time on a machine that does other things as well.
jest.setTimeout(240_000);

/** Ten that wait, as debug=2 prints them. */
const dumpBefore = Array.from(
  { length: 10 },
  (_, index) => `goroutine ${index + 20} [chan receive (nil chan)]:
main.leak()
	/src/main.go:10 +0x1
main.main()
	/src/main.go:3 +0x2
`,
).join('\n');

/** A profile as debug=0 gives it, of goroutines that wait in functions of package main. */
function writeProfile(counts: Readonly<Record<string, number>>): Buffer {
  const samples = Object.entries(counts).map(([name, count]) => ({
    values: [count],
    stack: ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1', `main.${name}`, 'main.main'],
  }));
  return Buffer.from(profileBytes({ samples, timeNanos: BigInt(Date.now()) * 1_000_000n }));
}

async function startTarget(counts: Readonly<Record<string, number>>): Promise<PprofServer> {
  const target = await startPprofServer();
  target.set(profilePath, writeProfile(counts));
  return target;
}

const profilePath = '/debug/pprof/goroutine?debug=0';

describeInChromium('the workbench on two processes', () => {
  let targets: readonly PprofServer[];
  let workbench: RunningWorkbench;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    targets = await Promise.all([startTarget({ leak: 30, pool: 4 }), startTarget({ leak: 50 })]);
    const urls = targets.map(({ url }) => url);
    [workbench, browser] = await Promise.all([startWorkbench([...urls, '--every', '1s']), launchChromium()]);
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(`${workbench.url}#view=stacks`);
    await page.getByRole('table', { name: 'All stacks' }).waitFor();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await workbench?.interrupt();
    await Promise.all((targets ?? []).map((target) => target.close()));
  }, 120_000);

  const rowOf = (name: string) => page.getByRole('row').filter({ hasText: name }).first();
  const hostOf = (index: number) => new URL(targets[index]?.url ?? '').host;

  test('tells both apart, sums them when asked, then shows one alone, also by a link', async () => {
    for (const [index, count] of [
      [0, '30'],
      [1, '50'],
    ] as const) {
      const row = page
        .getByRole('row')
        .filter({ hasText: 'main.leak' })
        .filter({ hasText: hostOf(index) });
      await row.getByText(count, { exact: true }).waitFor({ timeout: 30_000 });
    }
    await page.getByLabel('Instance').selectOption({ label: 'sum of 2' });
    await rowOf('main.leak').getByText('80', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByLabel('Instance').selectOption({ label: hostOf(1) });
    await rowOf('main.leak').getByText('50', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await rowOf('main.pool').count()).toBe(0);
    const second = await browser.newPage();
    await second.goto(page.url());
    await second.getByRole('row').filter({ hasText: 'main.leak' }).getByText('50', { exact: true }).waitFor();
    await second.close();
    await page.getByLabel('Instance').selectOption({ label: 'all 2' });
    await rowOf('main.pool').waitFor({ timeout: 30_000 });
  });

  test('holds what runs against a dump, and goes on doing so', async () => {
    await dropFile(page, 'before.txt', dumpBefore);
    await page.getByRole('button', { name: 'before.txt', exact: true }).waitFor();
    await page.getByRole('navigation', { name: 'Sources' }).getByRole('button', { name: '2 targets' }).click();
    await page.getByLabel('Compare with').selectOption({ label: 'before.txt' });
    const first = page.getByRole('table', { name: 'Changes' }).getByRole('row').nth(1);
    await first.getByText('+70', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await first.innerText()).toMatch(/grew[^]*main\.leak[^]*10[^]*80/);
    targets[0]?.set(profilePath, writeProfile({ leak: 130, pool: 4 }));
    await first.getByText('+170', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByLabel('Compare with').selectOption({ label: 'nothing' });
    await page.getByRole('table', { name: 'All stacks' }).waitFor();
  });
});
