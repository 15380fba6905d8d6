// The tooltip of a time series, pinned by a click near its line: it then holds the links of the series.
import type { Page } from '@playwright/test';
import { expect } from './test.ts';

/** Clicks once, near the newest point. `height`: from the top of the graph, as a share of it. */
export async function clickGraph(page: Page, title: string, height: number): Promise<void> {
  const graph = page.getByTestId(`data-testid Panel header ${title}`).locator('.u-over').first();
  await expect(graph).toBeVisible();
  const box = await graph.boundingBox();
  if (box === null) throw new Error(`The graph "${title}" has no size.`);
  const y = box.y + box.height * height;
  await page.mouse.move(box.x + box.width * 0.85, y);
  await page.mouse.move(box.x + box.width * 0.9, y);
  await page.mouse.click(box.x + box.width * 0.9, y);
}

/** Wherever the line is. */
export async function pinTooltip(page: Page, title: string, link: string): Promise<void> {
  const pinned = page.getByRole('link', { name: link }).first();
  for (const height of [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    await clickGraph(page, title, height);
    const isPinned = await pinned.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (isPinned) return;
  }
  throw new Error(`No click on "${title}" has pinned a tooltip with the link "${link}".`);
}
