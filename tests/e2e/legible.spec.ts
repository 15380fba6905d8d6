// Every panel of the dashboards at two widths, in both themes (projects of the config): one picture a panel, in
// build/e2e/panels, and what a machine can tell of them. No text is cut where a keyboard cannot open it, no flame graph
// is a strip, no third of a window is empty, nothing scrolls sideways, nothing violates accessibility, and the console
// holds no error.
import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { mustCall } from './support/grafana.ts';
import { lookAtPanels } from './support/look-at-panels.ts';
import { hasPrometheus, parked, prometheus } from './support/surroundings.ts';

const folder = 'build/e2e/panels';
/** Other data sources, such as those that are provisioned and have a longer past. */
const uid = process.env['PARKED_E2E_SHOWN'] ?? parked.uid;
const prom = process.env['PARKED_E2E_SHOWN_PROMETHEUS'] ?? prometheus.uid;
const from = process.env['PARKED_E2E_SHOWN_FROM'] ?? 'now-5m';

const dashboards = ['overview', 'overview-alone', 'stack', 'fleet'] as const;
const widths = [800, 1600] as const;

/** Of Grafana itself, on any page: what the version in use is known to print or to break. */
const grafanasOwn =
  /favicon|ERR_ABORTED|Failed to load resource: the server responded with a status of 404 .*\/(avatar|img)\//;

/**
 * Of Grafana 12.4's own flame graph panel: the two radio buttons that align texts have no label, and the percentages of
 * a difference are in too weak a red on the dark theme.
 */
const grafanasFlameGraph = [
  'input[id^="option-left-radiogroup"], input[id^="option-right-radiogroup"]',
  '[data-testid="topTable"] [role="cell"]:last-child',
].join(', ');

test.beforeAll(() => mkdirSync(folder, { recursive: true }));

for (const dashboard of dashboards) {
  for (const width of widths) {
    test(`${dashboard} at ${width} px`, async ({ page, scanForA11yViolations }, { project }) => {
      test.skip(dashboard === 'overview' && !hasPrometheus() && prom === prometheus.uid, 'there is no Prometheus');
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', (error) => errors.push(error.message));
      await open(page, dashboard, width);
      const looked = await lookAtPanels(page);
      const look = `${width}-${project.name}`;
      for (const { title, box } of looked.panels) {
        const name = `${dashboard}-${title.toLowerCase().replace(/\W+/g, '-')}-${look}`;
        await page.screenshot({ path: `${folder}/${name}.png`, clip: box, animations: 'disabled' });
      }
      await page.screenshot({ path: `${folder}/page-${dashboard}-${look}.png`, animations: 'disabled' });
      await expect.soft(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
      expect.soft(looked.cut, 'texts cut where no keyboard opens them').toEqual([]);
      expect.soft(looked.overhangs, 'panels wider than the page').toEqual([]);
      expect.soft(looked.strips, 'flame graphs that are strips').toEqual([]);
      expect.soft(looked.emptyBands, 'thirds of a window with nothing in them').toEqual([]);
      const scanned = await scanForA11yViolations({
        include: '[data-testid="data-testid panel content"]',
        exclude: grafanasFlameGraph,
      });
      expect.soft(scanned).toHaveNoA11yViolations();
      expect.soft(errors.filter((text) => !grafanasOwn.test(text))).toEqual([]);
    });
  }
}

async function open(page: Page, dashboard: string, width: number): Promise<void> {
  const stack = dashboard === 'stack' ? `&var-fingerprint=${await findLargestStack()}` : '';
  await page.setViewportSize({ width, height: 900 });
  await page.goto(`/d/parked-${dashboard}?kiosk&refresh=&var-ds=${uid}&var-prom=${prom}&from=${from}&to=now${stack}`);
  const panels = page.locator('[data-viz-panel-key]');
  await expect(panels.first()).toBeVisible();
  // Panels out of view are not drawn: the window becomes as tall as the page.
  const height = await page.evaluate('document.documentElement.scrollHeight');
  await page.setViewportSize({ width, height: Math.max(900, Number(height)) });
  await page.waitForLoadState('networkidle');
  await expect(page.getByLabel('Panel loading bar')).toHaveCount(0);
  // Panels that wait for variables ask later.
  await page.waitForTimeout(3_000);
  await page.waitForLoadState('networkidle');
  // Charts are drawn with the next frame, which nobody asks for in a browser without a screen.
  await page.screenshot();
}

async function findLargestStack(): Promise<string> {
  const { groups } = (await mustCall('GET', `api/datasources/uid/${uid}/resources/groups`)) as {
    groups: { fingerprint: string }[];
  };
  return groups[0]?.fingerprint ?? '';
}
