// A fleet of collectors in one store: a day of many targets from four shards, and how long a data source that only
// reads waits for a trend, for suspects, and for alert rules. TARGETS (1,000), STACKS (5), STEP (60 s) and SERVER
// (Prometheus) set the load; RULES (100) are asked for a minute.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createService } from '../../../src/backend/service.ts';
import { askService, type Situation } from '../../../src/backend/testing/ask-service.ts';
import type { PluginHandler } from '../../../src/backend/protocol/handler.ts';
import { seriesServers } from '../../support/series-server.ts';
import { listFleet, writeFleetDay } from './fleet-day.ts';

const read = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const [count, stacks, stepMs, rules] = [
  read('TARGETS', 1_000),
  read('STACKS', 5),
  read('STEP', 60) * 1_000,
  read('RULES', 100),
];
const dayMs = 86_400_000;
const endMs = Math.floor(Date.now() / 60_000) * 60_000;

const kind = seriesServers.find(({ name }) => name === (process.env['SERVER'] ?? 'Prometheus'));
if (kind?.missing !== undefined || kind === undefined) {
  console.log(`  skipped: ${kind?.missing ?? 'no such server'}`);
  process.exit(0);
}
const server = await kind.start();
const fleet = fork(join(import.meta.dirname, 'fleet-targets.ts'), [String(stacks)], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const [line] = (await once(fleet.stdout!, 'data')) as [Buffer];
const url = line.toString().trim();
const targets = listFleet(count);
const jsonData = {
  targets: targets.map((labels, index) => ({ urls: [`${url}/t${index}`], labels })),
  history: { type: 'prometheus', query: server.url },
  sampling: { enabled: false, interval: `${stepMs / 1_000}s` },
};

async function ask(service: PluginHandler, query: object, more: Situation = {}) {
  const sinceMs = performance.now();
  const nowMs = Date.now();
  const range = { fromMs: nowMs - dayMs, toMs: nowMs, intervalMs: 120_000, maxDataPoints: 1_000 };
  const answer = await askService(service, { jsonData, uid: 'fleet', ...range, ...more }, query);
  const tookMs = performance.now() - sinceMs;
  if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.message}`);
  const notices = answer.frames.flatMap(({ meta }) => meta?.notices ?? []).map(({ text }) => text);
  return { tookMs, frames: answer.frames, isWhole: !notices.some((text) => text.includes('being worked out')) };
}

/** Asks a data source that was just opened, then again. */
async function measure(title: string, query: object): Promise<void> {
  const service = await createService();
  try {
    const [first, second] = [await ask(service, query), await ask(service, query)];
    const seconds = [first, second].map(({ tookMs }) => `${(tookMs / 1_000).toFixed(2)} s`);
    const rows =
      first.frames.length === 1 ? `${first.frames[0]?.fields[0]?.values.length} rows` : `${first.frames.length} series`;
    const rest = first.isWhole ? '' : ', not judged whole yet';
    console.log(`  ${title}: first ${seconds[0]} (${rows}${rest}), then ${seconds[1]}`);
  } finally {
    await service.close();
  }
}

/** Asks until all is judged, ends, and asks a data source that goes on from what is kept. */
async function measureRestart(title: string, query: object): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parked-bench-'));
  const pluginFolder = join(folder, 'plugins', 'parked');
  mkdirSync(pluginFolder, { recursive: true });
  const before = await createService({ pluginFolder });
  const sinceMs = performance.now();
  while (!(await ask(before, query)).isWhole) await pause(100);
  const wholeS = ((performance.now() - sinceMs) / 1_000).toFixed(1);
  // What is judged is kept in the background.
  await pause(10_000);
  await before.close();
  const after = await createService({ pluginFolder });
  try {
    const { tookMs, isWhole } = await ask(after, query);
    const rest = isWhole ? '' : ', not judged whole yet';
    console.log(`  ${title}: judged whole after ${wholeS} s, after a restart ${(tookMs / 1_000).toFixed(2)} s${rest}`);
  } finally {
    await after.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureRules(): Promise<void> {
  const service = await createService();
  try {
    const tookMs: number[] = [];
    const asked: Promise<void>[] = [];
    let failed = 0;
    for (let rule = 0; rule < rules; rule++) {
      const one = { targets: [{ label: 'service', op: '=', value: `service-${(rule * 7) % 50}` }] };
      const query =
        rule % 2 === 0
          ? { queryType: 'count', ...one, filter: { function: 'stack0' } }
          : { queryType: 'count', ...one, value: 'growth', window: '1h' };
      asked.push(
        ask(service, query, { fromAlert: true, role: 'Admin', fromMs: Date.now() - 600_000 }).then(
          (answer) => void tookMs.push(answer.tookMs),
          () => void failed++,
        ),
      );
      await pause(60_000 / rules);
    }
    await Promise.all(asked);
    tookMs.sort((a, b) => a - b);
    const at = (share: number) =>
      ((tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0) / 1_000).toFixed(2);
    console.log(
      `  ${rules} rules in a minute: median ${at(0.5)} s, p99 ${at(0.99)} s, most ${at(1)} s, ${failed} failed`,
    );
  } finally {
    await service.close();
  }
}

try {
  const sinceMs = performance.now();
  const points = await writeFleetDay(server.remoteWrite, { targets, stacks, stepMs, endMs });
  await server.settle();
  const tookS = ((performance.now() - sinceMs) / 1_000).toFixed(0);
  console.log(
    `  ${kind.name}, a day of ${count} targets from 4 shards: ${points.toLocaleString('en-US')} points in ${tookS} s`,
  );
  const one = { targets: [{ label: 'service', op: '=', value: 'service-7' }] };
  await measure('trend of a day, one service', { queryType: 'trend', ...one });
  await measure('trend of a day, all targets', { queryType: 'trend' });
  await measure('suspects, one service', { queryType: 'suspects', ...one });
  await measureRules();
  await measure('suspects, all targets', { queryType: 'suspects' });
  await measureRestart('suspects, all targets', { queryType: 'suspects' });
} finally {
  fleet.kill();
  await server.remove();
}
