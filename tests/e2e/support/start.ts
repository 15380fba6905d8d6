// Before the specs: a leaky process, a Prometheus that scrapes it where there is one, and data sources for both. With
// PARKED_E2E_TARGET (and a Grafana elsewhere, in a container) the process is somebody else's, and so is Prometheus with
// PARKED_E2E_PROMETHEUS_URL.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildShop, findGo, startShop } from '../../../scripts/demo/shop.ts';
import { openRecording } from '../../../demo/replay/recording.ts';
import { startReplay } from '../../../demo/replay/server.ts';
import { seriesServers } from '../../support/series-server.ts';
import { callGrafana, mustCall, replaceDataSource } from './grafana.ts';
import { baseUrl, credentials, parked, prometheus, stateFile, targetUrl } from './surroundings.ts';

type End = () => unknown;

/** Long enough for trends to have points; the sampler's pace is 1 s. */
const sampledMs = 20_000;

export default async function start(): Promise<() => Promise<void>> {
  const ends: End[] = [];
  await signIn();
  if (targetUrl() === '') process.env['PARKED_E2E_TARGET'] = await startTarget(ends);
  await replaceDataSource({
    ...parked,
    url: targetUrl(),
    jsonData: { sampling: { interval: '1s', leakProfile: '1h' }, dumps: { maxGoroutines: 0 } },
  } as never);
  ends.push(() => callGrafana('DELETE', `api/datasources/uid/${parked.uid}`));
  await startPrometheus(ends);
  await mustCall('GET', `api/datasources/uid/${parked.uid}/health`);
  await pause(sampledMs);
  return async () => {
    for (const end of ends.reverse()) await end();
  };
}

/** The cookies that pages are opened with. */
async function signIn(): Promise<void> {
  const { status, body, cookies } = await callGrafana('POST', 'login', credentials);
  if (status !== 200) throw new Error(`Grafana at ${baseUrl} refused ${credentials.user} (${status}): ${body}`);
  const { hostname } = new URL(baseUrl);
  const kept = cookies.map((cookie) => {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    const common = { expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' };
    return { name, value, domain: hostname, path: '/', ...common };
  });
  mkdirSync(dirname(stateFile), { recursive: true });
  writeFileSync(stateFile, JSON.stringify({ cookies: kept, origins: [] }));
}

/** The shop if there is Go, otherwise its recording. */
async function startTarget(ends: End[]): Promise<string> {
  const { hostname } = new URL(baseUrl);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    throw new Error('Grafana is not on this machine: set PARKED_E2E_TARGET to a Go process that it can reach.');
  }
  const go = findGo();
  const built = typeof go === 'string' ? go : await buildShop(go, () => {});
  if (typeof built === 'string') {
    const replay = await startReplay(openRecording(), 0);
    ends.push(() => replay.close());
    return replay.url;
  }
  const { child, url } = await startShop(built.path, ['-addr', '127.0.0.1:0', '-rate', '4', '-limit', '3000']);
  ends.push(() => child.kill());
  return url;
}

async function startPrometheus(ends: End[]): Promise<void> {
  const url = process.env['PARKED_E2E_PROMETHEUS_URL'] ?? (await startScraping(ends));
  if (url === undefined) return;
  await replaceDataSource({ ...prometheus, url, jsonData: { timeInterval: '5s' } } as never);
  ends.push(() => callGrafana('DELETE', `api/datasources/uid/${prometheus.uid}`));
  process.env['PARKED_E2E_PROMETHEUS'] = 'yes';
}

async function startScraping(ends: End[]): Promise<string | undefined> {
  const [kind] = seriesServers;
  if (kind === undefined || kind.missing !== undefined) return undefined;
  const server = await kind.start({
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: '127.0.0.1', static_configs: [{ targets: [new URL(targetUrl()).host] }] }],
  });
  ends.push(() => server.remove());
  return server.url;
}
