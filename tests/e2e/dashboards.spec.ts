// The dashboards that come with the plugin, as provisioned, over the target of the specs.
import { expect, test } from './support/test.ts';
import { callGrafana, replaceDataSource } from './support/grafana.ts';
import { hasPrometheus, parked, prometheus, targetUrl } from './support/surroundings.ts';

const dashboards = [
  { uid: 'parked-overview-alone', needsPrometheus: false },
  { uid: 'parked-fleet', needsPrometheus: false },
  { uid: 'parked-stack', needsPrometheus: false },
  { uid: 'parked-overview', needsPrometheus: true },
];

for (const { uid, needsPrometheus } of dashboards) {
  test(`${uid} has no panel with an error`, async ({ gotoDashboardPage, request }) => {
    test.skip(needsPrometheus && !hasPrometheus(), 'there is no Prometheus here');
    const fingerprint = uid === 'parked-stack' ? await findStack(request) : undefined;
    const page = await gotoDashboardPage({
      uid,
      queryParams: new URLSearchParams([
        ['var-ds', parked.uid],
        ['var-prom', prometheus.uid],
        ['from', 'now-5m'],
        ['to', 'now'],
        ...(fingerprint === undefined ? [] : [['var-fingerprint', fingerprint] as [string, string]]),
      ]),
    });
    await page.waitForPanelsQueriesToComplete({ timeout: 60_000, scrollAll: true });
    await expect(page).not.toHavePanelErrors();
  });
}

test('the fleet dashboard has targets that cannot be read on top, with the reason', async ({
  gotoDashboardPage,
  page,
}) => {
  const fleet = { ...parked, uid: 'parked-e2e-fleet', name: 'Fleet for specs' };
  const named = (instance: string, url: string) => ({ urls: [url], labels: { service: 'shop', instance } });
  const targets = [
    named('a-well', targetUrl()),
    named('b-nobody-listens', 'http://127.0.0.1:1'),
    named('c-no-pprof', `${targetUrl()}/nothing/debug/pprof`),
  ];
  await replaceDataSource({ ...fleet, jsonData: { targets, sampling: { interval: '1s' } } } as never);
  try {
    // Panels out of view are not drawn.
    await page.setViewportSize({ width: 1400, height: 1400 });
    const queryParams = new URLSearchParams({ 'var-ds': fleet.uid, from: 'now-5m', to: 'now' });
    const shown = await gotoDashboardPage({ uid: 'parked-fleet', queryParams });
    const table = shown.getPanelByTitle('Targets').locator;
    await expect(table).toContainText(
      /b-nobody-listens.*not readable.*refused the connection.*c-no-pprof.*not readable.*404.*a-well.*up/,
    );
    await expect(shown.getPanelByTitle('Cannot be read').locator).toContainText('2');
  } finally {
    await callGrafana('DELETE', `api/datasources/uid/${fleet.uid}`);
  }
});

test('a second data source does not move the dashboards, and an address does', async ({ page, request }) => {
  const shipped = await request.get('/api/datasources/uid/goroutines');
  test.skip(!shipped.ok(), 'provisioning/datasources is not there');
  const first = { ...parked, uid: 'parked-e2e-first-by-name', name: 'A data source that comes first' };
  await replaceDataSource({ ...first, url: targetUrl() } as never);
  try {
    const chosen = page.getByTestId('data-testid Dashboard template variables submenu Label Parked').locator('..');
    await page.goto('/d/parked-overview?from=now-5m&to=now');
    await expect(chosen).toContainText('Goroutines');
    await expect(page).toHaveURL(/var-ds=goroutines.*var-prom=prometheus|var-prom=prometheus.*var-ds=goroutines/);
    await page.goto(`/d/parked-overview?var-ds=${first.uid}&from=now-5m&to=now`);
    await expect(chosen).toContainText(first.name);
  } finally {
    await callGrafana('DELETE', `api/datasources/uid/${first.uid}`);
  }
});

/** The fingerprint of the largest stack. */
async function findStack(request: { get: (url: string) => Promise<{ json: () => Promise<unknown> }> }) {
  const answer = await request.get(`/api/datasources/uid/${parked.uid}/resources/groups`);
  const { groups } = (await answer.json()) as { groups: { fingerprint: string }[] };
  return groups[0]?.fingerprint;
}
