// How long a panel waits for the trend of a day at 15 s: the 20 largest of 200 stacks, through the real protocol from
// the executable, and beside it what Prometheus takes for topk(20, …) over the same series, asked in turns.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildExecutable, executablePath } from '../../../scripts/demo/executable.ts';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import type { Sample } from '../../../src/backend/history/port.ts';
import { get } from '../../demo/get.ts';
import { findFreePort } from '../../support/free-port.ts';
import { startPlugin, type Answer } from '../../support/plugin-host.ts';
import { writePrometheusBlocks } from './prometheus-blocks.ts';
import { firstMs, intervalMs, makeDay } from './service-load.ts';

const rounds = 15;
const most = { ms: 100, ofPrometheus: 0.5 };
const prometheusPath = '/usr/bin/prometheus';
const dayMs = 86_400_000;

const problem = await buildExecutable(new AbortController().signal);
if (problem !== undefined) throw new Error(problem);
const folder = mkdtempSync(join(tmpdir(), 'parked-trend-'));
// The day ended a minute ago. So the past is read, and no target is asked.
const toMs = Math.floor((Date.now() - 60_000) / intervalMs) * intervalMs;
const shiftMs = toMs - dayMs - firstMs;
const day = makeDay();
await writeHistory(day);
const plugin = await startPlugin(executablePath(), { history_dir: folder });
const prometheus = await startPrometheus(day);
try {
  for (const stepMs of [intervalMs, 60_000]) await compare(stepMs);
} finally {
  await plugin.stop();
  prometheus?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function writeHistory(samples: readonly Sample[]): Promise<void> {
  const engine = await openEmbeddedHistory({
    path: join(folder, '1-trend.db'),
    nowMs: () => toMs,
    retentionMs: 15 * dayMs,
    maxBytes: 2 ** 30,
    version: 'bench',
  });
  for (let from = 0; from < samples.length; from += 100) {
    const part = samples.slice(from, from + 100);
    await engine.append(part.map((sample) => ({ ...sample, atMs: sample.atMs + shiftMs })));
  }
  await engine.close();
}

async function compare(stepMs: number): Promise<void> {
  const ours: number[] = [];
  const theirs: number[] = [];
  // Measured until the answer is there. Its content is checked afterwards.
  for (let round = 0; round < rounds; round++) {
    let startedMs = performance.now();
    const answer = await askParked(stepMs, round);
    ours.push(performance.now() - startedMs);
    checkAnswer(answer, stepMs);
    if (prometheus === undefined) continue;
    startedMs = performance.now();
    const body = await askPrometheus(prometheus.url, stepMs);
    theirs.push(performance.now() - startedMs);
    const { data } = JSON.parse(body.toString()) as { data?: { result: readonly unknown[] } };
    if ((data?.result.length ?? 0) < 20) throw new Error('Prometheus has no answer.');
  }
  const own = median(ours);
  const step = `24 h in steps of ${stepMs / 1_000} s, top 20 of 200 stacks`;
  report(`trend over ${step}, median of ${rounds}`, own, 'ms', most.ms);
  print(`  first ${ours[0]?.toFixed(1)} ms, best ${Math.min(...ours).toFixed(1)} ms`);
  if (theirs.length === 0) return print(`Prometheus: there is no ${prometheusPath}, so nothing to compare with`);
  print(`  Prometheus' topk(20, …): median ${median(theirs).toFixed(1)} ms, best ${Math.min(...theirs).toFixed(1)} ms`);
  report('of what Prometheus takes, in the same run', own / median(theirs), 'times', most.ofPrometheus);
}

async function askParked(stepMs: number, round: number): Promise<Answer | undefined> {
  const source = {
    uid: 'trend',
    name: 'Trend',
    url: 'http://127.0.0.1:1',
    jsonData: { sampling: { enabled: false, interval: '15s' } },
    lastUpdatedMs: 1,
  };
  // Each round ends a step earlier, so that nothing is answered from the round before.
  const endMs = toMs - round * stepMs;
  const range = { fromMs: endMs - dayMs, toMs: endMs, intervalMs: stepMs, maxDataPoints: dayMs / stepMs + 1 };
  const model = { queryType: 'trend', limit: 20, targets: [{ label: 'service', op: '=', value: 'shop' }] };
  return (await plugin.queryData(source, 'panel', [{ refId: 'A', model, ...range }])).get('A');
}

function checkAnswer(answer: Answer | undefined, stepMs: number): void {
  if (answer?.error !== undefined) throw new Error(answer.error.message);
  const values = answer?.frames.flatMap(({ fields }) => fields.slice(1)) ?? [];
  // Twenty, and the rest that is folded into "other".
  if (values.length !== 21) throw new Error(`There are ${values.length} series.`);
  const points = values[0]?.values.length ?? 0;
  if (points < dayMs / stepMs - 1) throw new Error(`There are ${points} points.`);
}

async function askPrometheus(url: string, stepMs: number): Promise<Buffer> {
  const range = `start=${(toMs - dayMs) / 1_000}&end=${toMs / 1_000}&step=${stepMs / 1_000}`;
  const query = encodeURIComponent('topk(20, parked_goroutines)');
  return (await get(`${url}/api/v1/query_range?query=${query}&${range}`)).body;
}

async function startPrometheus(
  samples: readonly Sample[],
): Promise<{ readonly url: string; readonly stop: () => void } | undefined> {
  const data = join(folder, 'prometheus');
  if (!existsSync(prometheusPath) || !writePrometheusBlocks(samples, shiftMs, data)) return undefined;
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, '{}');
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`];
  const child = spawn(prometheusPath, args, { stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    const isReady = await get(`${url}/-/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isReady) return { url, stop: () => void child.kill('SIGKILL') };
    if (tries > 300 || child.exitCode !== null) throw new Error('Prometheus does not start.');
    await pause(100);
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function report(title: string, value: number, unit: string, atMost: number): void {
  print(`${value <= atMost ? '✓' : '✗'} ${title}: ${value.toFixed(unit === 'ms' ? 1 : 2)} ${unit} (at most ${atMost})`);
  if (value > atMost) process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
