// One browser context for all specs of a worker: Grafana's own scripts are ten megabytes, loaded and compiled once.
import { test as base } from '@grafana/plugin-e2e';
import type { BrowserContext } from '@playwright/test';
import { stateFile } from './surroundings.ts';

export { expect } from '@grafana/plugin-e2e';

export const test = base.extend<object, { shared: BrowserContext }>({
  shared: [
    async ({ browser }, use, { project }) => {
      const { baseURL, storageState, viewport } = project.use;
      const context = await browser.newContext({
        ...(baseURL === undefined ? {} : { baseURL }),
        ...(storageState === undefined ? {} : { storageState }),
        viewport: viewport ?? null,
        locale: 'en-US',
      });
      await use(context);
      await context.close();
    },
    { scope: 'worker' },
  ],
  context: async ({ shared }, use) => {
    await use(shared);
    for (const page of shared.pages()) await page.close();
    // Grafana renews a session every ten minutes and forgets the one before: the next worker starts with what holds
    // now.
    await shared.storageState({ path: stateFile });
  },
});
