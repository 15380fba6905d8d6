// `parked collect` as a process of its own, with real targets and real servers.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Labels } from '../../src/core/labels.ts';
import { succeed } from '../../src/core/problem.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import type { HistoryEngine } from '../../src/backend/history/port.ts';
import { readRange } from '../../src/backend/history/testing/history-file.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { startReceiver, type Receiver } from '../../src/backend/export/testing/receiver.ts';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { run } from '../../src/cli/testing/run.ts';
import { projectDir } from '../../scripts/lib/steps.ts';
import { findFreePort } from '../support/free-port.ts';
import { seriesServers } from '../support/series-server.ts';

let folder: string;
let targets: ScriptedTarget[];
let receiver: Receiver;
const children = new Set<ChildProcess>();

// For the commands that run in this process.
beforeAll(() => void (process.env['MIMIR_TOKEN'] = 'canary-of-mimir'));
afterAll(() => void delete process.env['MIMIR_TOKEN']);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parked-collect-'));
  targets = await Promise.all([{ leak: 7 }, { leak: 8 }, { leak: 9 }, { leak: 10 }].map(startScriptedTarget));
  receiver = await startReceiver();
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  await Promise.all([...targets.map((target) => target.close()), receiver.close()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Reads the series of these targets. */
function openSeriesReader(query: string, own: readonly Labels[]): HistoryEngine {
  const jsonData = JSON.stringify({
    history: { type: 'prometheus', query },
    sampling: { interval: '1s', enabled: false },
  });
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
  if (!settings.ok) throw new Error(settings.problem.message);
  return openSeriesHistory({
    settings: settings.value,
    collector: 'reader',
    nowMs: Date.now,
    wait: () => () => undefined,
    flushMs: 0,
    listTargets: () => Promise.resolve(succeed(own)),
  });
}

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  log(): string;
  ended: Promise<number | null>;
}

const file = () => join(folder, 'parked.yaml');

function writeConfig(more: object = {}, name = 'parked.yaml'): void {
  const history = { type: 'prometheus', remoteWrite: receiver.url.href, auth: 'mimir' };
  const config = {
    targets: targets.map(({ url }, index) => ({ urls: [url], labels: { service: `s${index}` } })),
    sampling: { interval: '1s' },
    bounds: { freshness: '0s' },
    auth: [{ name: 'mimir', type: 'bearer' }],
    history,
    secure: { 'auth.mimir': '${MIMIR_TOKEN}' },
    ...more,
  };
  // JSON is YAML.
  writeFileSync(join(folder, name), JSON.stringify(config));
}

async function collect(...args: readonly string[]): Promise<Running> {
  const listen = `127.0.0.1:${await findFreePort()}`;
  return start(listen, '--listen', listen, ...args);
}

function start(listen: string, ...args: readonly string[]): Running {
  const all = ['src/executable.ts', 'collect', '--config', file(), ...args];
  const env = { PATH: process.env['PATH'], MIMIR_TOKEN: 'canary-of-mimir' };
  const child = spawn(process.execPath, all, { cwd: projectDir, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let text = '';
  child.stderr?.on('data', (part: Buffer) => (text += part.toString()));
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)));
  return { url: `http://${listen}`, child, log: () => text, ended };
}

function read(url: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve) => {
    const asked = get(url, { agent: false }, (response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', () => resolve({ status: 0, body: '' }));
  });
}

function post(url: string): Promise<number> {
  return new Promise((resolve) => {
    request(url, { agent: false, method: 'POST' }, (response) => resolve(response.resume().statusCode ?? 0)).end();
  });
}

async function until(isThere: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const deadlineMs = Date.now() + 90_000;
  while (!(await isThere())) {
    if (Date.now() > deadlineMs) throw new Error(`Not there after 90 s: ${what()}`);
    await pause(50);
  }
}

async function untilServed(running: Running, text: string): Promise<void> {
  await until(async () => (await read(`${running.url}/metrics/targets`)).body.includes(text), running.log);
}

/** Until each target has been read this many times more. */
async function untilReadAgain(times: number, running: Running): Promise<void> {
  const before = targets.map(({ requests }) => countReads(requests));
  await until(
    () => targets.every(({ requests }, index) => countReads(requests) >= (before[index] ?? 0) + times),
    running.log,
  );
}

const countReads = (requests: readonly string[]) =>
  requests.filter((path) => path.startsWith('/debug/pprof/goroutine')).length;

const servicesOf = (metrics: string) =>
  [...metrics.matchAll(/^parked_target_up\{.*service="(\w+)".*\} 1$/gm)].map((match) => match[1]).sort();

async function untilAll(running: Running): Promise<void> {
  await until(async () => servicesOf((await read(`${running.url}/metrics/targets`)).body).length === 4, running.log);
}

test('targets are sampled, scraped and written, with secrets from the environment that no line shows', async () => {
  writeConfig();
  const running = await collect();
  await untilAll(running);
  expect((await read(`${running.url}/-/healthy`)).status).toBe(200);
  expect((await read(`${running.url}/-/ready`)).status).toBe(200);
  expect((await read(`${running.url}/secrets`)).status).toBe(404);
  await until(() => receiver.requests.length > 0, running.log);
  expect(receiver.requests[0]?.headers.authorization).toBe('Bearer canary-of-mimir');
  const { body } = await read(`${running.url}/metrics`);
  expect(body).not.toContain('parked_target_up');
  const targetBody = (await read(`${running.url}/metrics/targets`)).body;
  expect(targetBody).toMatch(/^parked_goroutines\{.*function="main.leak".*service="s0".*\} 7$/m);
  expect(targetBody).not.toContain('parked_collector_');
  expect(body).toMatch(/^parked_remote_write_sent_points_total [1-9]/m);
  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
  expect(running.log()).toContain('Parked has ended.');
  expect(running.log() + body).not.toContain('canary');
}, 180_000);

test('two shards have each target once, and together all', async () => {
  writeConfig();
  const both = await Promise.all([collect('--shard', '1/2'), collect('--shard', '2/2')]);
  const services = async () =>
    Promise.all(both.map(async ({ url }) => servicesOf((await read(`${url}/metrics/targets`)).body)));
  await until(
    async () => (await services()).flat().length === 4,
    () => both.map(({ log }) => log()).join('\n'),
  );
  const parts = await services();
  expect(parts.flat().sort()).toEqual(['s0', 's1', 's2', 's3']);
}, 180_000);

test('SIGHUP reads the settings again; a broken file changes nothing and says why; what is gone ends', async () => {
  writeConfig();
  const running = await collect();
  await untilAll(running);
  writeFileSync(file(), 'targets:\n  - urls: [http://a\n');
  running.child.kill('SIGHUP');
  await until(() => running.log().includes('Settings stay as they were.'), running.log);
  expect(running.log()).toMatch(/parked\.yaml:\d+:\d+: it is neither YAML nor JSON/);
  writeConfig({ sampling: { intervall: '1s' } });
  running.child.kill('SIGHUP');
  await until(() => running.log().includes('sampling.intervall is not a setting'), running.log);
  expect(servicesOf((await read(`${running.url}/metrics/targets`)).body)).toHaveLength(4);

  writeConfig({ targets: [{ urls: [targets[0]?.url], labels: { service: 's0' } }] });
  running.child.kill('SIGHUP');
  await until(async () => servicesOf((await read(`${running.url}/metrics/targets`)).body).join() === 's0', running.log);
  const stale = () =>
    receiver.requests
      .flatMap(({ series }) => series)
      .some(
        ({ labels, samples }) =>
          labels['__name__'] === 'parked_goroutines' &&
          labels['service'] === 's3' &&
          samples.some(([value]) => value === 'stale'),
      );
  await until(stale, running.log);
}, 180_000);

test('a target that is gone is down, and its goroutines end; when it is back so are they', async () => {
  writeConfig();
  const running = await collect();
  await untilServed(running, 'service="s0",state="sleep"} 7');
  targets[0]?.fail();
  await until(async () => {
    const { body } = await read(`${running.url}/metrics/targets`);
    return /^parked_target_up\{.*service="s0".*\} 0$/m.test(body) && !body.includes('service="s0",state="sleep"}');
  }, running.log);
  expect(running.log()).toMatch(/s0 .* cannot be read/);
}, 180_000);

test('what waits is written at the end, and a server that hangs does not keep the process', async () => {
  receiver.answers.push(...Array.from({ length: 100 }, () => ({ status: 204, afterMs: 60_000 })));
  writeConfig();
  const running = await collect();
  await until(() => receiver.requests.length > 0, running.log);
  const startedMs = Date.now();
  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(Date.now() - startedMs).toBeLessThan(15_000);
  expect(running.log()).toMatch(/\d+ points are lost\. Parked stopped before/);
}, 180_000);

test.each([
  [{ targets: [] }, 'there is nothing to sample'],
  [{ target: [] }, '"target" is not a key that Parked knows'],
  [{ sampling: { enabled: false } }, 'sampling.enabled is false'],
  [{ shard: '3/2' }, 'shard must be k/n'],
  [{ listen: '9464' }, 'listen must be host:port'],
  [{ secure: { 'auth.mimir': '${MISSING}' } }, 'secure["auth.mimir"] names the environment variable MISSING'],
  [
    { secure: { 'auth.mimir': '$__file{/nowhere}' } },
    'secure["auth.mimir"] names a file that cannot be read (/nowhere',
  ],
  [{ secure: {} }, 'Fill in secure["auth.mimir"]'],
])(
  'settings that cannot be used end it with the file, the key and what to do: %j',
  async (more, words) => {
    writeConfig(more);
    const { status, error } = await run(['collect', '--config', file()]);
    expect(status).toBe(2);
    expect(error).toContain(file());
    expect(error).toContain(words);
  },
  120_000,
);

test.each([
  [
    'too many',
    Array.from({ length: 20_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}:6060`),
    'bounds.targets',
  ],
  ['hosts that are not allowed', ['192.168.1.1:6060'], 'outside allowedHosts'],
  ['none', [], 'contains no target'],
  ['twins', ['127.0.0.1:1', '127.0.0.1:2'], 'have the same labels'],
])(
  'a discovery that finds %s fails --check with the reason',
  async (_, addresses, words) => {
    const server = createServer((_request, response) =>
      response.end(JSON.stringify([{ targets: addresses, labels: { instance: 'twin' } }])),
    );
    const port = await findFreePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const labels = addresses.length > 2 ? [{ targets: addresses }] : undefined;
    if (labels)
      server.removeAllListeners('request').on('request', (_r, response) => response.end(JSON.stringify(labels)));
    const discovery = [{ type: 'http_sd', url: `http://127.0.0.1:${port}` }];
    writeConfig({ targets: [], discovery, allowedHosts: ['127.0.0.0/8', '10.0.0.0/8'] });
    const { status, error } = await run(['collect', '--config', file(), '--check']);
    expect(status).toBe(1);
    expect(error).toContain(file());
    expect(error).toContain(words);
    server.close();
  },
  120_000,
);

test('a collector is not ready before its discovery answers, says why, counts it, and reads settings on request', async () => {
  const port = await findFreePort();
  const discovery = [{ type: 'http_sd', url: `http://127.0.0.1:${port}` }];
  writeConfig({ targets: [], discovery, allowedHosts: ['127.0.0.0/8'] });
  const running = await collect();
  await until(async () => (await read(`${running.url}/-/ready`)).body.includes('refused the connection'), running.log);
  expect((await read(`${running.url}/-/ready`)).status).toBe(503);
  expect((await read(`${running.url}/-/healthy`)).status).toBe(200);
  const { body } = await read(`${running.url}/metrics`);
  expect(body).toContain('parked_discovery_failing{entry="discovery[0]",type="http_sd"} 1');
  expect(running.log()).toContain('discovery[0]:');
  expect((await read(`${running.url}/-/reload`)).status).toBe(405);
  writeConfig();
  expect(await post(`${running.url}/-/reload`)).toBe(200);
  await until(async () => (await read(`${running.url}/-/ready`)).status === 200, running.log);
  await untilAll(running);
}, 180_000);

test('what waits on disk outlives kill -9, and is written by the next collector before what is newer', async () => {
  receiver.answers.push(...Array.from({ length: 10_000 }, () => ({ status: 503 })));
  writeConfig({ queue: join(folder, 'queue') });
  const first = await collect();
  await untilAll(first);
  const waiting = async (running: Running) => {
    const { body } = await read(`${running.url}/metrics`);
    return Number(/^parked_remote_write_queued_points (\d+)$/m.exec(body)?.[1] ?? 0);
  };
  await until(async () => (await waiting(first)) >= 60, first.log);
  // The fourth read begins when what the second one found has been queued.
  await untilReadAgain(4, first);
  first.child.kill('SIGKILL');
  await first.ended;
  const killedMs = Date.now();
  receiver.answers.length = 0;
  receiver.requests.length = 0;
  const second = await collect();
  const timesOf = (service: string) =>
    receiver.requests
      .flatMap(({ series }) => series)
      .filter(({ labels }) => labels['service'] === service && labels['__name__'] === 'parked_target_goroutines')
      .flatMap(({ samples }) => samples.map(([, atMs]) => atMs));
  await until(() => timesOf('s0').some((atMs) => atMs > killedMs), second.log);
  const times = timesOf('s0');
  expect(times.filter((atMs) => atMs < killedMs).length).toBeGreaterThan(1);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  const { body } = await read(`${second.url}/metrics`);
  expect(body).toMatch(/^parked_remote_write_dropped_points_total 0$/m);
}, 180_000);

const [prometheus] = seriesServers;

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`a rolling update into ${kind.name} (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  test(`two collectors of one shard for a while make no restarts and double nothing, in ${kind.name}`, async () => {
    const server = await kind.start();
    const start = Date.now() / 1_000 - 600;
    const page = (cpu: number, later = 0) =>
      `process_start_time_seconds ${start + later}\nprocess_cpu_seconds_total ${cpu}\n`;
    try {
      for (const target of targets) target.set('/metrics', page(10));
      writeConfig({ auth: [], secure: {}, history: { type: 'prometheus', remoteWrite: server.remoteWrite } });
      const first = await collect();
      await untilAll(first);
      // A restart that the first collector has seen, and the second one has not.
      for (const target of targets) target.set('/metrics', page(1, 300));
      await until(async () => {
        const { body } = await read(`${first.url}/metrics/targets`);
        const started = [...body.matchAll(/^parked_process_start_time_seconds\{.*\} (\S+)$/gm)];
        return started.filter(([, at]) => Number(at) > start + 100).length === 4;
      }, first.log);
      const sinceMs = Date.now();
      const second = await collect();
      await untilAll(second);
      // Both read each target each second.
      await untilReadAgain(8, second);
      first.child.kill('SIGTERM');
      await first.ended;
      await untilReadAgain(2, second);
      await server.settle();
      const own = targets.map(({ url }, index) => ({ service: `s${index}`, instance: new URL(url).host }));
      const engine = openSeriesReader(server.url, own);
      const range = { every: 'sample', fromMs: sinceMs, toMs: Date.now() } as const;
      const { histories } = await readRange(engine, range);
      expect(histories).toHaveLength(4);
      for (const { lives, series } of histories) {
        expect(lives).toHaveLength(1);
        const leak = series.find(({ stack }) => stack.function === 'main.leak');
        expect([leak?.change, new Set(leak?.counts.last).size]).toEqual([0, 1]);
      }
      const events = await engine.readEvents({ ...range, targets: [] }, new AbortController().signal);
      expect(events).toMatchObject({ ok: true, value: [] });
    } finally {
      await server.remove();
    }
  }, 180_000);
}

if (prometheus?.missing !== undefined) {
  test.skip(`a real Prometheus scrapes it (skipped: ${prometheus.missing})`, () => undefined);
} else {
  test('a real Prometheus scrapes it, with and without honor_labels, and each target is read once', async () => {
    writeConfig({ history: 'embedded' });
    const running = await collect();
    await untilAll(running);
    const server = await prometheus?.start({
      global: { scrape_interval: '1s' },
      scrape_configs: [
        { job_name: 'parked', honor_labels: true, static_configs: [{ targets: [new URL(running.url).host] }] },
        {
          job_name: 'renamed',
          metrics_path: '/metrics/targets',
          static_configs: [{ targets: [new URL(running.url).host] }],
        },
      ],
    });
    try {
      const query = encodeURIComponent('sum(parked_goroutines{function="main.leak",job="renamed"})');
      let body = '';
      await until(
        async () => {
          body = (await read(`${server?.url}/api/v1/query?query=${query}`)).body;
          return body.includes('"34"');
        },
        () => body + running.log(),
      );
      const own = targets.map(({ url }, index) => ({ service: `s${index}`, instance: new URL(url).host }));
      const engine = openSeriesReader(server?.url ?? '', own);
      await until(
        async () => {
          const { histories, account } = await readRange(engine, {
            every: 'sample',
            fromMs: Date.now() - 60_000,
            toMs: Date.now(),
          });
          const read = histories.map(({ target, series }) => [
            target.labels['instance'],
            series.filter(({ stack }) => stack.function === 'main.leak').map(({ counts }) => counts.last.at(-1)),
          ]);
          body = JSON.stringify([read, account.notices]);
          return (
            own.every(({ instance }, index) =>
              read.some(([name, counts]) => name === instance && String(counts) === String(7 + index)),
            ) && account.notices.some(({ text }) => text.includes('more than once'))
          );
        },
        () => body,
      );
    } finally {
      await server?.remove();
    }
  }, 180_000);
}
