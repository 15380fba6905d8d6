// The heaviest honest use, for half an hour: 1,000 targets sampled every 15 s, 100 people on dashboards that refresh, 100
// alert rules evaluated every minute. Memory and file descriptors over time, as a table; neither may keep growing.
// LOAD_MINUTES, LOAD_TARGETS, LOAD_USERS and LOAD_RULES narrow it.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildExecutable } from '../support/built-executable.ts';
import type { DataSource } from '../support/grafana-request.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';

const read = (name: string, otherwise: number) => Number(process.env[`LOAD_${name}`] ?? otherwise);
const minutes = read('MINUTES', 30);
const targets = read('TARGETS', 1_000);
const users = read('USERS', 100);
const rules = read('RULES', 100);
const stacks = 200;
const refreshMs = 30_000;
const evaluateMs = 60_000;
const looks = Math.max(12, minutes * 2);
/** The first part of a run fills caches: the trend is judged after it. */
const warmUp = 1 / 3;
/** What a half of the rest may lie above the other: memory that is freed in fits and starts, not a leak. */
const most = { residentGrowth: 0.15, descriptors: 20 };

/** What a dashboard asks when it is opened. */
const panels = ['count', 'trend', 'suspects', 'stacks', 'runtime', 'events'];

jest.setTimeout((minutes + 10) * 60_000);

interface Look {
  readonly minute: number;
  readonly residentMB: number;
  readonly descriptors: number;
  readonly calls: number;
  readonly failed: number;
  readonly slowestHealthMs: number;
}

let folder = '';
let fleet: ChildProcess;
let host: PluginHost;
let source: DataSource;

beforeAll(async () => {
  const executable = buildExecutable();
  folder = mkdtempSync(join(tmpdir(), 'parked-load-'));
  fleet = fork(join(__dirname, '../bench/fleet/simulator.ts'), [String(targets), String(stacks)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const url = String((await once(fleet.stdout!, 'data'))[0]).trim();
  host = await startPlugin(executable, { history_dir: folder });
  const list = Array.from({ length: targets }, (_, target) => ({
    urls: [`${url}/t${target}`],
    labels: { service: `service${target % 50}`, instance: `pod-${target}` },
    metrics: `/t${target}/metrics`,
  }));
  const jsonData = { sampling: { interval: '15s' }, targets: list };
  source = { uid: 'load', name: 'Load', url: '', jsonData, lastUpdatedMs: 1 };
}, 300_000);

afterAll(async () => {
  await host.stop();
  fleet.kill();
  rmSync(folder, { recursive: true });
}, 30_000);

function readResidentMB(): number {
  return (Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const itOnLinux = process.platform === 'linux' ? test : test.skip;

itOnLinux(`${users} people, ${rules} rules and ${targets} targets for ${minutes} minutes (needs /proc)`, async () => {
  const untilMs = Date.now() + minutes * 60_000;
  let calls = 0;
  const failures: string[] = [];
  let slowestHealthMs = 0;

  async function ask(asker: 'panel' | 'alert rule', model: Readonly<Record<string, unknown>>): Promise<void> {
    const nowMs = Date.now();
    const question = { refId: 'A', model, fromMs: nowMs - 900_000, toMs: nowMs };
    calls++;
    try {
      const answer = (await host.queryData(source, asker, [question])).get('A');
      if (answer?.error) failures.push(`${JSON.stringify(model)}: ${answer.error.message}`);
    } catch (error) {
      failures.push(String(error));
    }
  }

  /** Like a browser: the panels of one service at once, again and again, from a moment of its own on. */
  async function use(user: number): Promise<void> {
    await pause(Math.random() * refreshMs);
    while (Date.now() < untilMs) {
      const startedMs = Date.now();
      const matchers = [{ label: 'service', op: '=', value: `service${user % 50}` }];
      await Promise.all(panels.map((queryType) => ask('panel', { queryType, targets: matchers, limit: 100 })));
      await pause(Math.max(1_000, startedMs + refreshMs - Date.now()));
    }
  }

  async function evaluate(rule: number): Promise<void> {
    await pause(Math.random() * evaluateMs);
    while (Date.now() < untilMs) {
      const startedMs = Date.now();
      const matchers = [{ label: 'service', op: '=', value: `service${rule % 50}` }];
      const queryType = rule % 2 === 0 ? 'count' : 'trend';
      await ask('alert rule', { queryType, targets: matchers, per: ['service'], groupBy: ['package'] });
      await pause(Math.max(1_000, startedMs + evaluateMs - Date.now()));
    }
  }

  const seen: Look[] = [];
  const everyone = [
    ...Array.from({ length: users }, (_, user) => use(user)),
    ...Array.from({ length: rules }, (_, rule) => evaluate(rule)),
  ];
  print('minute  resident MB  descriptors   calls  failed  slowest Save & test ms');
  while (Date.now() < untilMs) {
    await pause((minutes * 60_000) / looks);
    const startedMs = performance.now();
    const aside = { ...source, uid: 'aside', jsonData: { sampling: { enabled: false }, targets: [] } };
    await host.checkHealth(aside).catch((error: unknown) => failures.push(`Save & test: ${String(error)}`));
    slowestHealthMs = Math.max(slowestHealthMs, performance.now() - startedMs);
    const one: Look = {
      minute: minutes - (untilMs - Date.now()) / 60_000,
      residentMB: readResidentMB(),
      descriptors: readdirSync(`/proc/${host.pid}/fd`).length,
      calls,
      failed: failures.length,
      slowestHealthMs,
    };
    seen.push(one);
    const cells = [one.minute.toFixed(1).padStart(6), one.residentMB.toFixed(0).padStart(12)];
    cells.push(String(one.descriptors).padStart(12), String(calls).padStart(7), String(one.failed).padStart(7));
    print(`${cells.join(' ')} ${slowestHealthMs.toFixed(0).padStart(23)}`);
  }
  await Promise.all(everyone);

  expect(failures.slice(0, 3)).toEqual([]);
  const judged = seen.slice(Math.floor(seen.length * warmUp));
  const half = judged.length >> 1;
  const [early, late] = [judged.slice(0, half), judged.slice(half)];
  const resident = [early, late].map((looksOf) => mean(looksOf.map(({ residentMB }) => residentMB)));
  expect(resident[1]).toBeLessThan((resident[0] ?? 0) * (1 + most.residentGrowth));
  const descriptors = [early, late].map((looksOf) => Math.max(...looksOf.map((one) => one.descriptors)));
  expect(descriptors[1]).toBeLessThanOrEqual((descriptors[0] ?? 0) + most.descriptors);
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
