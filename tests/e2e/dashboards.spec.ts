// The dashboards that come with the plugin, as provisioned, over the target of the specs.
import { expect, test } from './support/test.ts';
import { hasPrometheus, parked, prometheus } from './support/surroundings.ts';

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

/** The fingerprint of the largest stack. */
async function findStack(request: { get: (url: string) => Promise<{ json: () => Promise<unknown> }> }) {
  const answer = await request.get(`/api/datasources/uid/${parked.uid}/resources/groups`);
  const { groups } = (await answer.json()) as { groups: { fingerprint: string }[] };
  return groups[0]?.fingerprint;
}
