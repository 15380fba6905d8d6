// What being sampled costs a live process of 100,000 goroutines, measured by the process itself: the share of its time
// that profiles take, what each allocates, that none stops the world, and that sampling gives way near a memory limit.
// Takes eight minutes.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import { findGo } from '../../../scripts/demo/shop.ts';
import { get } from '../../demo/get.ts';
import type { DataSource } from '../../support/grafana-request.ts';
import { startPlugin, type PluginHost } from '../../support/plugin-host.ts';
import { median } from './proxy.ts';

const goroutines = 100_000;
const intervalS = 15;
const maxShare = 0.01;
/**
 * Beyond the first frame; for how long it is sampled: a deep process answers in a second, and is asked each two
 * minutes.
 */
const crowds = [
  { name: 'shallow', depth: 0, seconds: 95 },
  { name: '100 frames deep', depth: 98, seconds: 300 },
] as const;

interface Cost {
  /** Since the process began. */
  readonly at: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly debug: string;
}

const go = findGo();
if (typeof go === 'string') {
  print(`skipped: ${go}`);
} else {
  const problem = await buildExecutable(new AbortController().signal);
  if (problem !== undefined) throw new Error(problem);
  const folder = mkdtempSync(join(tmpdir(), 'parked-cost-'));
  const path = join(folder, 'crowd');
  const { status, stderr } = spawnSync('go', ['build', '-o', path, '.'], { cwd: join(import.meta.dirname, 'crowd') });
  if (status !== 0) throw new Error(stderr.toString());
  try {
    for (const crowd of crowds) await measure(path, crowd);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(path: string, { name, depth, seconds }: (typeof crowds)[number]): Promise<void> {
  const child = spawn(path, ['-n', String(goroutines), '-depth', String(depth)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = line.toString().trim().split(' ').at(-1) ?? '';
  const plugin = await startPlugin(executablePath());
  const source: DataSource = {
    uid: 'cost',
    name: 'Cost',
    url,
    jsonData: { sampling: { interval: `${intervalS}s` } },
    lastUpdatedMs: 1,
  };
  try {
    await ask(plugin, source);
    await pause(seconds * 1_000);
    const costs = await readCosts(url);
    print(`${goroutines} goroutines, ${name}, sampled every ${intervalS} s for ${seconds} s: ${costs.length} profiles`);
    const [first, last] = [costs[0], costs.at(-1)];
    if (first === undefined || last === undefined || first === last) throw new Error('There are too few profiles.');
    const busy = costs.slice(0, -1).reduce((sum, cost) => sum + cost.seconds, 0);
    report('of its time', busy / (last.at - first.at), maxShare);
    print(
      `  each ${median(costs.map((cost) => cost.seconds)).toFixed(2)} s and ${mebibytes(costs)} MiB allocated (medians)`,
    );
    const dumps = costs.filter(({ debug }) => debug !== '0');
    report('dumps, which would stop its world', dumps.length, 0);
    await nearLimit(plugin, source, url, costs);
  } finally {
    await plugin.stop();
    child.kill('SIGKILL');
  }
}

/** With less left than ten times what a profile allocates, there are no more of them. */
async function nearLimit(plugin: PluginHost, source: DataSource, url: string, costs: readonly Cost[]): Promise<void> {
  const bytes = Math.round(median(costs.map((cost) => cost.bytes)) * 5);
  await get(`${url}/left?bytes=${bytes}`, 'POST');
  // The sample that learns of it is the last one.
  const last = costs.at(-1);
  const windowS = Math.max(intervalS, (last?.seconds ?? 0) * 100) + intervalS;
  await pause(windowS * 1_000);
  const before = (await readCosts(url)).length;
  await pause(4 * intervalS * 1_000);
  const after = (await readCosts(url)).length;
  report('profiles in four intervals near its memory limit', after - before, 0);
  print(`  notice: ${await ask(plugin, source)}`);
}

/** The text of notices about the past, for which no target is asked. */
async function ask(plugin: PluginHost, source: DataSource): Promise<string> {
  const toMs = Date.now() - 120_000;
  const question = { refId: 'A', model: { queryType: 'trend' }, fromMs: toMs - 900_000, toMs };
  const answer = (await plugin.queryData(source, 'panel', [question])).get('A');
  return answer?.frames.map(({ meta }) => JSON.stringify(meta?.['notices'] ?? [])).join(' ') ?? 'none';
}

async function readCosts(url: string): Promise<readonly Cost[]> {
  return JSON.parse((await get(`${url}/cost`)).body.toString()) as readonly Cost[];
}

function mebibytes(costs: readonly Cost[]): string {
  return (median(costs.map((cost) => cost.bytes)) / 2 ** 20).toFixed(0);
}

function report(title: string, value: number, atMost: number): void {
  const isShare = !Number.isInteger(atMost);
  const shown = isShare ? `${(value * 100).toFixed(2)} %` : value.toFixed(0);
  print(`${value <= atMost ? '✓' : '✗'} ${shown} ${title} (at most ${isShare ? `${atMost * 100} %` : atMost})`);
  if (value > atMost) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
