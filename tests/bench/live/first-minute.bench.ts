// How long it takes from saving a data source, sampled every 15 s, to `rising` with a cause on a real process that
// leaks fast, until its dump is kept; to `likely` where somebody takes a dump of a process that has leaked for hours,
// and where a real Prometheus knows the process since days.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildShop, findGo, startShop } from '../../../scripts/demo/shop.ts';
import { createService } from '../../../src/backend/service.ts';
import { askService, framesOf, rowsOf } from '../../../src/backend/testing/ask-service.ts';
import { findFreePort } from '../../support/free-port.ts';
import { writeCounts } from '../../support/count-text.ts';
import { report } from './proxy.ts';

const most = { risingMs: 60_000, likelyMs: 180_000 };
const folder = mkdtempSync(join(tmpdir(), 'parked-first-minute-'));
const service = await createService();
try {
  await measureRising();
  await measureLikely();
  await measurePast();
} finally {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
}

async function ask(url: string, query: object, past: readonly object[] = []) {
  const nowMs = Date.now();
  const situation = {
    url,
    uid: url,
    role: 'Admin',
    fromMs: nowMs - 900_000,
    toMs: nowMs,
    jsonData: { sampling: { interval: '15s' }, ...(past.length === 0 ? {} : { past }) },
    pluginConfig: { history_dir: folder },
  } as const;
  return rowsOf(framesOf(await askService(service, situation, query))[0]);
}

/** Asks as a dashboard does, every second, until a row is as wanted. */
async function waitFor(
  url: string,
  query: object,
  isWanted: (row: Readonly<Record<string, unknown>>) => boolean,
  past: readonly object[] = [],
) {
  const startedMs = performance.now();
  for (;;) {
    const found = (await ask(url, query, past)).find(isWanted);
    const tookMs = performance.now() - startedMs;
    if (found !== undefined || tookMs > 300_000) return { tookMs, found };
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function measureRising(): Promise<void> {
  const go = findGo();
  if (typeof go === 'string') return console.log(`skipped: ${go}`);
  const built = await buildShop(go, (text) => process.stderr.write(text));
  if (typeof built === 'string') throw new Error(built);
  const shop = await startShop(built.path, ['-addr', '127.0.0.1:0', '-rate', '0.5']);
  try {
    const isRising = (row: Readonly<Record<string, unknown>>) => row['grade'] === 'rising' && row['cause'] !== '';
    const { tookMs, found } = await waitFor(shop.url, { queryType: 'suspects' }, isRising);
    report('from the first query to "rising" with a cause', tookMs, 'ms', most.risingMs);
    console.log(`  ${String(found?.['function'])}: ${String(found?.['cause'])}`);
    const query = { queryType: 'stack', filter: { fingerprints: [String(found?.['fingerprint'])] } };
    const kept = await waitFor(shop.url, query, ({ part }) => part === 'Kept dumps');
    report('and then until its dump is kept', kept.tookMs, 'ms', most.risingMs - tookMs);
  } finally {
    shop.child.kill('SIGKILL');
  }
}

async function measureLikely(): Promise<void> {
  const dump = writeLeak(300);
  const counts = writeCounts(dump);
  const server = createServer((request, response) => {
    if (request.url?.includes('/goroutine?') !== true) return void response.writeHead(404).end();
    response.end(request.url.includes('debug=2') ? dump : counts);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await ask(url, { queryType: 'stacks' });
  await ask(url, { queryType: 'dump' });
  const isLikely = ({ grade }: Readonly<Record<string, unknown>>) => grade === 'likely';
  const { tookMs, found } = await waitFor(url, { queryType: 'suspects' }, isLikely);
  report('from a dump of five hours of waits to "likely"', tookMs, 'ms', most.likelyMs);
  console.log(`  ${String(found?.['function'])}: ${String(found?.['cause'])}`);
  server.close();
  server.closeAllConnections();
}

/** The process serves counts alone, and a Prometheus has scraped its `go_goroutines` for three days. */
async function measurePast(): Promise<void> {
  if (!existsSync('/usr/bin/prometheus')) return console.log('skipped: there is no /usr/bin/prometheus');
  const counts = writeCounts(writeLeak(300));
  const target = createServer((request, response) => {
    const isCounts = request.url?.includes('/goroutine?') === true && !request.url.includes('debug=2');
    response.writeHead(isCounts ? 200 : 404).end(isCounts ? counts : '');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const port = (target.address() as AddressInfo).port;
  writeTotals(`127.0.0.1:${port}`, join(folder, 'series'));
  const promPort = await findFreePort();
  writeFileSync(join(folder, 'prometheus.yml'), '{}');
  const prometheus = spawn(
    '/usr/bin/prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'series')}`,
      `--web.listen-address=127.0.0.1:${promPort}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    const isReady = () => fetchStatus(`http://127.0.0.1:${promPort}/-/ready`);
    while ((await isReady()) !== 200) await new Promise((resolve) => setTimeout(resolve, 200));
    const past = [{ type: 'prometheus', url: `http://127.0.0.1:${promPort}` }];
    const isLikely = ({ grade }: Readonly<Record<string, unknown>>) => grade === 'likely';
    const { tookMs, found } = await waitFor(`http://127.0.0.1:${port}`, { queryType: 'suspects' }, isLikely, past);
    report('from the first query to "likely", with three days of a Prometheus', tookMs, 'ms', most.likelyMs);
    console.log(`  ${String(found?.['function'])}: ${String(found?.['cause'])}, since ${String(found?.['since'])}`);
  } finally {
    prometheus.kill('SIGKILL');
    target.close();
    target.closeAllConnections();
  }
}

/** A total a minute that rises by 300 in three days, as blocks of Prometheus. */
function writeTotals(instance: string, into: string): void {
  const minutes = 3 * 24 * 60;
  const nowS = Math.floor(Date.now() / 1_000);
  const labels = `{instance="${instance}",job="shop"}`;
  const write = (name: string, value: (minute: number) => number) => [
    `# TYPE ${name} gauge`,
    ...Array.from({ length: minutes }, (_, at) => `${name}${labels} ${value(at)} ${nowS - (minutes - 1 - at) * 60}`),
  ];
  const text = [
    ...write('go_goroutines', (minute) => 61 + Math.round((300 * minute) / minutes)),
    ...write('process_start_time_seconds', () => nowS - (minutes + 60) * 60),
    '# EOF\n',
  ].join('\n');
  writeFileSync(`${into}.om`, text);
  const { status, stderr } = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', `${into}.om`, into]);
  if (status !== 0) throw new Error(`promtool failed: ${stderr.toString()}`);
}

function fetchStatus(url: string): Promise<number> {
  return new Promise((resolve) => {
    get(url, (response) => resolve(response.resume().statusCode ?? 0)).on('error', () => resolve(0));
  });
}

/** One goroutine a minute that nobody ever woke, and requests that come and go. */
function writeLeak(minutes: number): string {
  const leaked = Array.from({ length: minutes }, (_, index) => {
    const header = `goroutine ${1_000 + 20 * index} [chan send, ${minutes - index} minutes]:`;
    return `${header}\nmain.notify(0xc000012345)\n\t/src/shop/main.go:21 +0x1d\n`;
  });
  const served = Array.from({ length: 60 }, (_, index) => {
    const header = `goroutine ${1_000 + 20 * minutes + index} [select]:`;
    return `${header}\nmain.serve(0xc000012345)\n\t/src/shop/main.go:40 +0x1d\n`;
  });
  return ['goroutine 1 [IO wait]:\nmain.main()\n\t/src/shop/main.go:9 +0x1\n', ...leaked, ...served].join('\n');
}
