// npm run picture: takes the pictures of the workbench anew, in both themes, of the leaky service in a real browser.
// Needs Go and Chromium.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from '../tests/workbench/support/browser.ts';
import { startWorkbench } from '../tests/workbench/support/workbench.ts';
import { buildShop, findGo, startShop } from './demo/shop.ts';
import { projectDir } from './lib/steps.ts';

/** Long enough for lines with visible growth. */
const watchedMs = 150_000;
const maxBytes = 250_000;
const folder = join(projectDir, 'img');

const go = findGo();
if (typeof go === 'string') throw new Error(go);
const built = await buildShop(go, (text) => process.stderr.write(text));
if (typeof built === 'string') throw new Error(built);
const shop = await startShop(built.path, ['-addr', '127.0.0.1:0']);
const workbench = await startWorkbench([shop.url, '--every', '2s', '--leak-profile', '--memory-limit', '512MiB']);
const browser = await launchChromium();
try {
  mkdirSync(folder, { recursive: true });
  await sleep(watchedMs);
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 960 } });
    const page = await context.newPage();
    await page.goto(`${workbench.url}#range=5m`);
    await page.locator('.row-item').first().waitFor({ timeout: 60_000 });
    await page.locator('.row-item').first().click();
    await page.getByRole('list', { name: /Frames/ }).waitFor({ timeout: 60_000 });
    // Waits until all answers have arrived and no button has the focus.
    await page.mouse.move(0, 0);
    await page.waitForTimeout(3_000);
    const path = join(folder, `workbench-${colorScheme}.png`);
    await page.screenshot({ path });
    await context.close();
    const { size } = statSync(path);
    console.log(`${path}: ${Math.round(size / 1000)} kB`);
    if (size > maxBytes) throw new Error(`${path} is larger than ${maxBytes} bytes.`);
  }
} finally {
  await browser.close();
  await workbench.interrupt();
  shop.child.kill('SIGTERM');
}
