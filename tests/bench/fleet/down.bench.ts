// A round over 100 targets of which 30 are down: 10 refuse, 10 take the connection and say nothing, 10 break off in the
// body. How long one live query takes, how long Save & test takes meanwhile, and how long a query of the healthy ones
// alone takes, with and without the others' round beside it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import { startPlugin } from '../../support/plugin-host.ts';

const targets = 100;
const down = 30;
const dashboards = 100;
const most = { roundS: 15, healthMs: 250 };

const problem = await buildExecutable(new AbortController().signal);
if (problem !== undefined) throw new Error(problem);

const profile = `goroutine profile: total 7
7 @ 0x10 0x1000
#	0x10	time.Sleep+0x1	/usr/local/go/src/runtime/time.go:300
#	0x1000	main.leak+0x1	/src/main.go:10
`;
let fetches = 0;
const server = createServer(({ url = '' }, answer) => {
  if (!url.includes('/debug/pprof/goroutine?')) {
    answer.writeHead(404).end();
    return;
  }
  fetches++;
  if (url.startsWith('/silent')) return;
  if (url.startsWith('/half')) answer.write(profile.slice(0, 20));
  else answer.end(profile);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const host = await startPlugin(executablePath());

function addressOf(target: number): string {
  if (target >= down) return `${base}/up${target}`;
  if (target % 3 === 0) return `http://127.0.0.1:1/refuses${target}`;
  return `${base}/${target % 3 === 1 ? 'silent' : 'half'}${target}`;
}

const list = Array.from({ length: targets }, (_, target) => ({
  urls: [addressOf(target)],
  labels: { instance: `pod-${target}` },
}));
const describeSource = (uid: string, jsonData: Readonly<Record<string, unknown>>) => ({
  uid,
  name: uid,
  url: base,
  jsonData: { sampling: { enabled: false }, ...jsonData },
  lastUpdatedMs: 1,
});
const question = (filter = {}) => {
  const nowMs = Date.now();
  return { refId: 'A', model: { queryType: 'count', filter }, fromMs: nowMs - 60_000, toMs: nowMs };
};

try {
  const startedMs = performance.now();
  const round = host.queryData(describeSource('fleet', { targets: list }), 'panel', [question()]);
  const answer = (await measureHealth('a round with 30 targets down', round)).get('A');
  if (answer?.error) throw new Error(answer.error.message);
  report(
    `round over ${targets} targets, ${down} of them down`,
    (performance.now() - startedMs) / 1000,
    's',
    most.roundS,
  );

  const healthyList = list.slice(down);
  const fleetList = (uid: string) => describeSource(uid, { targets: list });
  const alone = await measureNeighbours('none', healthyList, Promise.resolve());
  const besideRound = host.queryData(fleetList('beside'), 'panel', [question()]);
  const beside = await measureNeighbours('beside', healthyList, besideRound);
  console.log(
    `  a query of the ${targets - down} healthy targets, each read anew: ${alone.median.toFixed(0)} ms in the median alone (${alone.times} times, at most ${alone.most.toFixed(0)} ms), ${beside.median.toFixed(0)} ms while a round waits for the ${down} others (${beside.times} times, at most ${beside.most.toFixed(0)} ms)`,
  );

  fetches = 0;
  // Each asks something else: equal questions would be one.
  const crowd = Array.from({ length: dashboards }, (_, minCount) =>
    host.queryData(describeSource('crowd', {}), 'panel', [question({ minCount })]),
  );
  await measureHealth(`${dashboards} dashboards at once`, Promise.all(crowd));
  report(`fetches for ${dashboards} dashboards at once`, fetches, '', 1);
} finally {
  await host.stop();
  server.closeAllConnections();
  server.close();
}

/**
 * Asks the healthy targets, each time as a data source of its own so that nothing is shared, until `work` is done: at
 * least 10 times.
 */
async function measureNeighbours(title: string, healthyList: typeof list, work: Promise<unknown>) {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  const tookMs: number[] = [];
  while (!isDone || tookMs.length < 10) {
    const startedMs = performance.now();
    const source = describeSource(`healthy-${title}-${tookMs.length}`, { targets: healthyList });
    const answer = (await host.queryData(source, 'panel', [question()])).get('A');
    if (answer?.error) throw new Error(answer.error.message);
    tookMs.push(performance.now() - startedMs);
  }
  await done;
  tookMs.sort((a, b) => a - b);
  return { median: tookMs[tookMs.length >> 1] ?? 0, most: tookMs.at(-1) ?? 0, times: tookMs.length };
}

/** Asks "Save & test" of a data source without targets until `work` is done. */
async function measureHealth<T>(title: string, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  const tookMs: number[] = [];
  while (!isDone) {
    const startedMs = performance.now();
    await host.checkHealth({ ...describeSource('aside', {}), url: '' });
    tookMs.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  tookMs.sort((a, b) => a - b);
  const at = tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * 0.99))] ?? 0;
  report(`Save & test during ${title}, 99th percentile of ${tookMs.length}`, at, 'ms', most.healthMs);
  return done;
}

function report(title: string, value: number, unit: string, atMost: number): void {
  const digits = unit === '' ? 0 : 1;
  console.log(`${value <= atMost ? '✓' : '✗'} ${title}: ${value.toFixed(digits)} ${unit} (at most ${atMost})`);
  if (value > atMost) process.exitCode = 1;
}
