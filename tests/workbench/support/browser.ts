// The real browser that the page is tried in: found by its path, never downloaded.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';

const places = [
  process.env['PARKED_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Undefined where there is none. */
export const chromiumPath = places.find((path): path is string => path !== undefined && existsSync(path));

export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('There is no Chromium.');
  // Containers have no user namespaces to make a sandbox of; what is opened here is this project's own page.
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
}
