// How processor time and memory grow with targets, stacks of a target, people and days of history: each is doubled
// alone from the same base, and the exponent is that of its last two doublings. 1 is growth in proportion. A process
// that does nothing is subtracted. GROWTH_DOUBLINGS (3).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import { nameHistoryFile } from '../../../src/backend/history/file-name.ts';
import { dayMs } from '../../../src/core/agreed-times.ts';
import type { DataSource } from '../../support/grafana-request.ts';
import { startPlugin, type PluginHost } from '../../support/plugin-host.ts';
import { measureCost } from '../../support/process-cost.ts';
import { makeService, makeStack } from '../history/service-load.ts';

type Size = Readonly<Record<'targets' | 'stacks' | 'people' | 'days', number>>;

const base: Size = { targets: 20, stacks: 100, people: 3, days: 1 };
const doublings = Number(process.env['GROWTH_DOUBLINGS'] ?? 3);
const mostExponent = 1.1;
/** The step of history that is older than a day. */
const stepMs = 5 * 60_000;
const services = 50;
const panels = [
  // One number a stack would be refused for more stacks than an answer may have.
  { queryType: 'count', groupBy: ['state'] },
  { queryType: 'trend' },
  { queryType: 'suspects' },
  { queryType: 'stacks' },
  { queryType: 'runtime' },
  { queryType: 'events' },
];

const problem = await buildExecutable(new AbortController().signal);
if (problem !== undefined) throw new Error(problem);
const idle = await measure({ targets: 1, stacks: 1, people: 0, days: 0 });
const first = await measure(base);
print(
  `base: ${Object.entries(base)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ')}`,
);
for (const name of ['targets', 'stacks', 'people', 'days'] as const) {
  const costs = [first];
  for (let doubled = 1; doubled <= doublings; doubled++) {
    costs.push(await measure({ ...base, [name]: base[name] * 2 ** doubled }));
  }
  print(`${name}, from ${base[name]} to ${base[name] * 2 ** doublings}:`);
  report(
    'processor time, ms',
    costs.map(({ processorMs }) => processorMs - idle.processorMs),
  );
  report(
    'memory, MB',
    costs.map(({ residentBytes }) => (residentBytes - idle.residentBytes) / 1e6),
  );
}

interface Measured {
  readonly processorMs: number;
  readonly residentBytes: number;
}

/** The cost of a process from its start until everybody was answered twice. */
async function measure(size: Size): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'parked-growth-'));
  const fleet = fork(join(import.meta.dirname, '../fleet/simulator.ts'), [String(size.targets), String(size.stacks)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  try {
    const [line] = (await once(fleet.stdout!, 'data')) as [Buffer];
    await writeHistory(folder, size);
    const plugin = await startPlugin(executablePath(), { history_dir: folder });
    try {
      const [, cost] = await measureCost(plugin.pid, () =>
        askAll(plugin, describeFleet(line.toString().trim(), size), size),
      );
      return { processorMs: cost.processorMs, residentBytes: cost.grownBytes };
    } finally {
      await plugin.stop();
    }
  } finally {
    fleet.kill();
    rmSync(folder, { recursive: true });
  }
}

async function writeHistory(folder: string, { targets, stacks, days }: Size): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const endMs = Date.now();
  let nowMs = endMs - days * dayMs;
  const engine = await openEmbeddedHistory({
    path: join(folder, nameHistoryFile(1, 'growth')),
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    retentionMs: 15 * dayMs,
    maxBytes: 2 ** 30,
    version: 'bench',
  });
  const processes = Array.from({ length: targets }, (_, target) => {
    const names = Array.from({ length: stacks }, (_, number) =>
      makeStack((target % services) * stacks + number, `service${target % services}`),
    );
    return makeService(labelsOf(target), names, target);
  });
  for (; nowMs < endMs; nowMs += stepMs) {
    const { outcome } = await engine.append(processes.map((one) => one.nextSample(nowMs)));
    if (outcome !== 'kept') throw new Error('A sample was not kept.');
  }
  await engine.close();
}

function labelsOf(target: number): { readonly service: string; readonly instance: string } {
  return { service: `service${target % services}`, instance: `pod-${target}` };
}

function describeFleet(url: string, { targets }: Size): DataSource {
  return {
    uid: 'growth',
    name: 'Growth',
    url: '',
    jsonData: {
      sampling: { interval: '15s' },
      targets: Array.from({ length: targets }, (_, target) => ({
        urls: [`${url}/t${target}`],
        labels: labelsOf(target),
        metrics: `/t${target}/metrics`,
      })),
    },
    lastUpdatedMs: 1,
  };
}

/** Each person looks at a dashboard of all targets over all days, a little apart from the others', and refreshes it. */
async function askAll(plugin: PluginHost, source: DataSource, { people, days }: Size): Promise<void> {
  const spanMs = Math.max(1, days) * dayMs;
  await plugin.checkHealth(source);
  for (let refresh = 0; refresh < 2; refresh++) {
    for (let person = 0; person < people; person++) {
      const toMs = Date.now();
      const fromMs = toMs - spanMs + person * stepMs;
      for (const panel of panels) {
        const question = { refId: 'A', model: { ...panel, limit: 20 + person }, fromMs, toMs };
        const answer = await plugin.queryData(source, 'panel', [
          { ...question, intervalMs: spanMs / 500, maxDataPoints: 500 },
        ]);
        const error = answer.get('A')?.error;
        if (error !== undefined) throw new Error(`${panel.queryType}: ${error.message}`);
      }
    }
  }
}

function report(what: string, values: readonly number[]): void {
  const [from = NaN, , to = NaN] = values.slice(-3);
  const exponent = Math.log2(Math.max(to, 1) / Math.max(from, 1)) / Math.min(2, values.length - 1);
  const mark = exponent <= mostExponent ? '✓' : '✗';
  const shown = values.map((value) => value.toFixed(0)).join(', ');
  print(`  ${mark} ${what}: ${shown}; exponent ${exponent.toFixed(2)} (at most ${mostExponent})`);
  if (exponent > mostExponent) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
