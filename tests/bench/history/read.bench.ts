// How soon the 20 largest of 200 stacks over a day at 15 s are read from a history file, without what answers and
// frames add. Run alone: node tests/bench/history/read.bench.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import type { HistoryEngine, Resolution, TargetHistory } from '../../../src/backend/history/port.ts';
import { firstMs, intervalMs, makeDay } from './service-load.ts';

const rounds = 30;
/** Half of what the whole answer may take; of CPU, since others share the machine. */
const maxMs = 50;

const folder = mkdtempSync(join(tmpdir(), 'parked-read-'));
try {
  const day = makeDay();
  const lastMs = day.at(-1)?.atMs ?? 0;
  const path = join(folder, 'history.db');
  const options = { path, nowMs: () => lastMs, retentionMs: 15 * 86_400_000, maxBytes: 2 ** 30, version: 'bench' };
  const engine = await openEmbeddedHistory(options);
  for (let from = 0; from < day.length; from += 100) await engine.append(day.slice(from, from + 100));

  const minute = { firstMs: firstMs + 60_000, stepMs: 60_000, points: 1_440, holdMs: 60_000 };
  const fine = { firstMs: firstMs + intervalMs, stepMs: intervalMs, points: 5_760, holdMs: 2 * intervalMs };
  await measure(engine, 'every sample', { every: 'sample', fromMs: 0, toMs: lastMs });
  await measure(engine, 'in steps of 15 s', { every: 'step', ...fine });
  await measure(engine, 'in steps of a minute', { every: 'step', ...minute });
  await engine.close();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(engine: HistoryEngine, name: string, resolution: Resolution): Promise<void> {
  const walls: number[] = [];
  const cpus: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    const startedMs = performance.now();
    const top = await readTop(engine, resolution);
    walls.push(performance.now() - startedMs);
    const used = process.cpuUsage(before);
    cpus.push((used.user + used.system) / 1000);
    if (top.length !== 20) throw new Error(`There are ${top.length} series.`);
  }
  const middle = median(cpus.slice(5));
  const verdict = middle <= maxMs ? 'within' : 'BEYOND';
  process.stdout.write(
    `24 h of 200 stacks, ${name}: CPU ${middle.toFixed(1)} ms (${verdict} ${maxMs} ms), ` +
      `wall ${median(walls.slice(5)).toFixed(1)} ms, best ${Math.min(...walls).toFixed(1)} ms, first ${(walls[0] ?? NaN).toFixed(1)} ms\n`,
  );
  if (middle > maxMs) process.exitCode = 1;
}

/** The 20 series that are largest at any point. */
async function readTop(engine: HistoryEngine, resolution: Resolution): Promise<TargetHistory['series']> {
  let ranked: TargetHistory['series'] = [];
  const answer = await engine.readRange(
    { kind: 'goroutine', targets: [], resolution },
    ({ series }) => {
      const peaks = new Map(
        series.map((one) => [one, one.counts.most.reduce((most, count) => Math.max(most, count || 0), 0)]),
      );
      ranked = [...series].sort((a, b) => (peaks.get(b) ?? 0) - (peaks.get(a) ?? 0)).slice(0, 20);
    },
    new AbortController().signal,
  );
  if (!answer.ok) throw new Error(answer.problem.message);
  return ranked;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
