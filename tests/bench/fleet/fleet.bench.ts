// What it costs to sample 1,000 targets of 200 stacks every 15 s: the executable, its history on disk, targets on
// loopback in a process of their own. Takes four minutes; with --large, twenty.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import type { DataSource } from '../../support/grafana-request.ts';
import { startPlugin, type PluginHost } from '../../support/plugin-host.ts';
import { tellWhereTimeGoes } from '../../support/where-time-went.ts';

const targets = 1_000;
const stacks = 200;
const intervalS = 15;
const rounds = process.argv.includes('--large') ? 72 : 12;
/** Connections are opened, names are learned and stacks are written once. */
const warmUpRounds = 3;
const most = { core: 0.35, residentMB: 300 };
const memoryByKind = /^parked_memory_bytes\{kind="([a-z ]+)"\} (\S+)$/gm;
/** Linux counts a process's time in hundredths of a second. */
const ticksPerSecond = 100;

const problem = await buildExecutable(new AbortController().signal);
if (problem !== undefined) throw new Error(problem);
const folder = mkdtempSync(join(tmpdir(), 'parked-fleet-'));
const fleet = fork(join(import.meta.dirname, 'simulator.ts'), [String(targets), String(stacks)], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const [line] = (await once(fleet.stdout!, 'data')) as [Buffer];
const url = line.toString().trim();
const plugin = await startPlugin(executablePath(), {
  history_dir: folder,
  profile_dir: join(folder, 'profiles'),
});
try {
  await measure(plugin);
} finally {
  await plugin.stop();
  fleet.kill();
  rmSync(folder, { recursive: true });
}

async function measure(plugin: PluginHost): Promise<void> {
  const source: DataSource = {
    uid: 'fleet',
    name: 'Fleet',
    url: '',
    jsonData: {
      sampling: { interval: `${intervalS}s` },
      targets: Array.from({ length: targets }, (_, target) => ({
        urls: [`${url}/t${target}`],
        labels: { service: `service${target % 50}`, instance: `pod-${target}` },
        metrics: `/t${target}/metrics`,
      })),
    },
    lastUpdatedMs: 1,
  };
  const nowMs = Date.now();
  const past = { fromMs: nowMs - 3_600_000, toMs: nowMs - 1_800_000 };
  // Sampling starts with the first request; this one is answered from an empty past and fetches nothing.
  await plugin.queryData(source, 'panel', [{ refId: 'A', model: { queryType: 'trend' }, ...past }]);
  await pause(warmUpRounds * intervalS * 1000);

  const before = await readState(plugin);
  let peakMB = before.residentMB;
  for (let round = 0; round < rounds; round++) {
    await pause(intervalS * 1000);
    peakMB = Math.max(peakMB, readResidentMB(plugin.pid));
  }
  const after = await readState(plugin);
  const seconds = (after.atMs - before.atMs) / 1000;
  const core = (after.cpuSeconds - before.cpuSeconds) / seconds;
  const kept = after.kept - before.kept;
  const due = (targets * seconds) / intervalS;
  print(`${targets} targets of ${stacks} stacks, each every ${intervalS} s, for ${seconds.toFixed(0)} s`);
  report('of one core', core, 3, most.core);
  report('MB resident at most', peakMB, 0, most.residentMB);
  // The window begins and ends between two turns: one sample in a hundred may lie on either side.
  const missed = Math.max(0, due * 0.99 - kept) + (after.failed - before.failed);
  report(`samples missed, of ${due.toFixed(0)} due (${kept} kept, ${after.failed - before.failed} lost)`, missed, 0, 0);
  print(`  history: ${(statSync(join(folder, '1-fleet.db')).size / 1e6).toFixed(1)} MB on disk`);
  for (const line of await tellWhereTimeGoes(plugin.pid, join(folder, 'profiles'), intervalS)) print(line);
  for (const [, kind, bytes] of (await plugin.readMetrics()).matchAll(memoryByKind)) {
    print(`  memory, ${kind}: ${(Number(bytes) / 1e6).toFixed(0)} MB`);
  }
}

interface State {
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly residentMB: number;
  readonly kept: number;
  readonly failed: number;
}

async function readState(plugin: PluginHost): Promise<State> {
  const text = await plugin.readMetrics();
  const fields = readFileSync(`/proc/${plugin.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  let kept = 0;
  let failed = 0;
  for (const [, outcome, value] of text.matchAll(/^parked_samples_total\{outcome="([a-z_]+)"\} (\d+)$/gm)) {
    if (outcome === 'kept') kept += Number(value);
    else failed += Number(value);
  }
  return {
    atMs: performance.now(),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    residentMB: readResidentMB(plugin.pid),
    kept,
    failed,
  };
}

function readResidentMB(pid: number): number {
  return (Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024) / 1e6;
}

function report(title: string, value: number, digits: number, atMost: number): void {
  print(`${value <= atMost ? '✓' : '✗'} ${value.toFixed(digits)} ${title} (at most ${atMost})`);
  if (value > atMost) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
