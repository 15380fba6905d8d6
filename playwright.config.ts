// End-to-end specs in a real Grafana: `npm run e2e`, with GRAFANA_URL set to one that has the plugin and provisioning/.
import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { baseUrl, credentials, stateFile } from './tests/e2e/support/surroundings.ts';

const systemChromium = '/usr/bin/chromium';
const chromium = process.env['CHROMIUM'] ?? (existsSync(systemChromium) ? systemChromium : undefined);

export default defineConfig<PluginOptions>({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/support/start.ts',
  outputDir: 'build/e2e/results',
  // One Grafana and one target serve them all.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: baseUrl,
    storageState: stateFile,
    grafanaAPICredentials: credentials,
    provisioningRootDir: 'provisioning',
    // A trace slows every step; it is there when asked for: --trace on.
    screenshot: 'only-on-failure',
    launchOptions: chromium === undefined ? {} : { executablePath: chromium },
  },
  projects: [
    { name: 'dark', use: { userPreferences: { theme: 'dark' } } },
    {
      name: 'light',
      use: { userPreferences: { theme: 'light' } },
      testMatch: ['**/accessibility.spec.ts', '**/legible.spec.ts'],
    },
    {
      name: 'screenshots',
      testMatch: '**/screenshots.ts',
      use: { userPreferences: { theme: 'dark' }, viewport: { width: 1280, height: 800 } },
    },
    {
      name: 'screenshots-light',
      testMatch: '**/screenshots.ts',
      // Of the two pages that are read most.
      grep: /overview|one stack/,
      use: { userPreferences: { theme: 'light' }, viewport: { width: 1280, height: 800 } },
    },
  ],
});
