// Scripts that run in the page. They are texts: this program has no types of browsers.
import type { Locator, Page } from '@playwright/test';

/** Drops a file as a file manager does: the content arrives with the event. */
export async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(`(([name, content]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([content], name));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  })(${JSON.stringify([name, content])})`);
}

/** From now on the longest time between two frames is kept, and how many show a progress bar. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const isRunning = window.parkedFrames !== undefined;
    window.parkedFrames = { longestMs: 0, lastMs: performance.now(), withProgress: 0 };
    const tick = (nowMs) => {
      const seen = window.parkedFrames;
      seen.longestMs = Math.max(seen.longestMs, nowMs - seen.lastMs);
      seen.lastMs = nowMs;
      if (document.querySelector('progress') !== null) seen.withProgress++;
      requestAnimationFrame(tick);
    };
    if (!isRunning) requestAnimationFrame(tick);
  })()`);
}

/** Milliseconds. */
export function readLongestFrame(page: Page): Promise<number> {
  return page.evaluate<number>('window.parkedFrames.longestMs');
}

/** The number of frames that show a progress bar. */
export function countProgressFrames(page: Page): Promise<number> {
  return page.evaluate<number>('window.parkedFrames.withProgress');
}

export function readTheme(page: Page): Promise<string> {
  return page.evaluate<string>('document.documentElement.dataset.theme');
}

export function readBackground(page: Page): Promise<string> {
  return page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
}

/** Waits a few seconds at most. */
export function appears(part: Locator): Promise<boolean> {
  return part.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
}

/** How far the page is wider than its window, in pixels. */
export function readOverhang(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}

/** Every host that something was loaded from. */
export function listHosts(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(
    "[...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).host))]",
  );
}

/** Pages that are opened from now on note when their first chart and their table are on the screen. */
export async function watchFirstPicture(page: Page): Promise<void> {
  await page.addInitScript(`(() => {
    const watcher = new MutationObserver(() => {
      if (!document.querySelector('.plot canvas') || !document.querySelector('.row-item, .empty')) return;
      watcher.disconnect();
      // The frame that a callback precedes is on the screen when the next task runs.
      requestAnimationFrame(() => setTimeout(() => (window.parkedPictureMs = performance.timeOrigin + performance.now())));
    });
    watcher.observe(document, { childList: true, subtree: true });
  })()`);
}

/** Milliseconds since the epoch. Waits for the picture. */
export async function readFirstPicture(page: Page): Promise<number> {
  for (;;) {
    const atMs = await page.evaluate<number | null>('window.parkedPictureMs ?? null');
    if (atMs !== null) return atMs;
    await page.waitForTimeout(100);
  }
}
