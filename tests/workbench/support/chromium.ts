// Tests that need a real browser, or a visible word that there is none.
import { chromiumPath } from './browser.ts';

export { launchChromium } from './browser.ts';

/** `describe`, or a visible skip that names what is missing. */
export const describeInChromium: (name: string, tests: () => void) => void =
  chromiumPath === undefined
    ? (name, tests) => describe.skip(`${name} (there is no Chromium: install it or name it in PARKED_CHROMIUM)`, tests)
    : (name, tests) => describe(name, tests);
