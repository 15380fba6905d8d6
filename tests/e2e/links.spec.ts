// Every link of the shipped provisioning, followed: in alerts, on dashboards, in their tables, and from Prometheus. It
// needs the data sources of provisioning/datasources with the process and the Prometheus that they name, after some
// minutes: a leak has to be there for alerts to fire.
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';
import { callGrafana, mustCall } from './support/grafana.ts';
import { openPrometheusTable } from './support/queries.ts';
import { baseUrl } from './support/surroundings.ts';

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const places = 'var-ds=goroutines&var-prom=prometheus&from=now-1h&to=now';
const onOwnServer = (url: string): boolean => new URL(url, baseUrl).origin === new URL(baseUrl).origin;

async function isShippedProvisioningThere(): Promise<boolean> {
  const answers = await Promise.all(
    ['goroutines', 'prometheus'].map((uid) => callGrafana('GET', `api/datasources/uid/${uid}/health`)),
  );
  return answers.every(({ status }) => status === 200);
}

test.beforeEach(async () => {
  test.skip(!(await isShippedProvisioningThere()), 'what provisioning/datasources names does not answer');
});

/** A page of Grafana's with data, or a page of the plugin's documentation. */
async function follow(page: Page, url: string): Promise<void> {
  const { pathname } = new URL(url, baseUrl);
  if (pathname.startsWith('/public/plugins/')) {
    const response = await page.goto(url);
    expect(response?.status(), url).toBe(200);
    await expect(page.getByRole('heading').first(), url).toBeVisible();
    return;
  }
  await page.setViewportSize({ width: 1400, height: 1600 });
  await page.goto(url);
  const isStack = pathname.startsWith('/d/parked-stack');
  const first = pathname.startsWith('/d/parked-fleet') ? 'Targets' : isStack ? 'What it is, and what to do' : 'Verdict';
  const panel = page.getByTestId(`data-testid Panel header ${first}`);
  await expect(panel, url).toContainText(isStack ? /goroutines? in / : /leaking|rising|quiet|up/);
  await expect(panel, url).not.toContainText(/Nothing to show|No data/);
  await expect(page.getByTestId('data-testid Panel status error'), url).toHaveCount(0);
}

/** One link of each kind. Links that differ only in names and numbers lead the same way. */
function pickKinds(urls: readonly string[]): readonly string[] {
  const kinds = new Map<string, string>();
  for (const url of urls) {
    const { pathname, searchParams } = new URL(url, baseUrl);
    kinds.set(`${pathname.replace(/\/d\/([^/]+).*/, '/d/$1')} ${[...searchParams.keys()].sort().join()}`, url);
  }
  return [...kinds.values()];
}

test('links in alerts lead to data', async ({ page }) => {
  const alerts = (await mustCall('GET', 'api/alertmanager/grafana/api/v2/alerts')) as readonly Alert[];
  const urls = alerts.flatMap(({ annotations }) => Object.values(annotations)).filter((text) => /^https?:/.test(text));
  test.skip(urls.length === 0, 'no alert fires yet');
  for (const url of pickKinds(urls.filter(onOwnServer))) await follow(page, url);
});

test('links in rules that do not fire lead to data too', async ({ page }) => {
  const { data } = (await mustCall('GET', 'api/prometheus/grafana/api/v1/rules')) as {
    data: { groups: readonly { rules: readonly { name: string; annotations?: Record<string, string> }[] }[] };
  };
  const [shown] = (
    (await mustCall('GET', 'api/datasources/uid/goroutines/resources/groups')) as {
      groups: readonly { fingerprint: string }[];
    }
  ).groups;
  const labels: Readonly<Record<string, string>> = {
    job: 'shop',
    service: 'shop',
    instance: 'localhost:6060',
    fingerprint: shown?.fingerprint ?? '',
  };
  const templates = data.groups
    .flatMap(({ rules }) => rules)
    .flatMap(({ annotations = {} }) => Object.values(annotations))
    .filter((text) => text.includes('externalURL'));
  expect(templates.length).toBeGreaterThan(3);
  const urls = templates.map((template) =>
    template
      .replace(/\{\{ externalURL \}\}/g, baseUrl.replace(/\/*$/, '/'))
      .replace(/\{\{ (?:if \$labels\.\w+|end) \}\}/g, '')
      .replace(/\{\{ (?:urlquery )?\$labels\.(\w+) \}\}/g, (_, name: string) => encodeURIComponent(labels[name] ?? '')),
  );
  for (const url of pickKinds(urls)) {
    expect(url).not.toContain('{{');
    await follow(page, url);
  }
});

for (const dashboard of ['overview', 'overview-alone', 'stack', 'fleet']) {
  test(`links of the dashboard ${dashboard} lead to data`, async ({ page }) => {
    const { groups } = (await mustCall('GET', 'api/datasources/uid/goroutines/resources/groups')) as {
      groups: readonly { fingerprint: string }[];
    };
    await page.setViewportSize({ width: 1400, height: 3200 });
    await page.goto(`/d/parked-${dashboard}?${places}&var-fingerprint=${groups[0]?.fingerprint}`);
    await expect(page.locator('[data-viz-panel-key] [role="gridcell"] a').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await page.getByTestId('data-testid Dashboard link dropdown').click();
    await expect(page.getByTestId('data-testid Dashboard link').first()).toBeVisible();
    // Grafana's flame graph makes its symbols links without an address.
    const links = page.locator('[data-viz-panel-key] a[href]:not([href=""]), [role="menu"] a[href]');
    const urls = await links.evaluateAll((all) => all.map((one) => (one as unknown as { href: string }).href));
    const own = pickKinds(urls.filter((url) => onOwnServer(url) && !url.includes('viewPanel')));
    expect(own.length).toBeGreaterThan(3);
    for (const url of own) await follow(page, url);
  });
}

test('a correlation leads from a table of Prometheus to the stacks of the instance', async ({ page }) => {
  await page.setViewportSize({ width: 1500, height: 1000 });
  await openPrometheusTable(page);
  await page.getByRole('link', { name: 'localhost:6060', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Show', exact: true })).toHaveValue('Stacks');
  await expect(page.getByText(/\w\.\(\*?\w+\)\.\w/).first()).toBeVisible();
});

test('the settings lead to the documentation that comes with the plugin', async ({ page }) => {
  await page.goto('/connections/datasources/edit/goroutines');
  const link = page.getByRole('link', { name: /documentation/i }).first();
  await follow(page, (await link.getAttribute('href')) ?? '');
});
