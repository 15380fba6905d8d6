// What a day of history takes on disk: 200 stacks of one process at 15 s, counts that move as in a real service, with
// everything that is in the file. Beside it Prometheus' own storage of the same series, where promtool is installed.
// Run alone: node tests/bench/history/size.bench.ts
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import type { Sample } from '../../../src/backend/history/port.ts';
import { writePrometheusBlocks } from './prometheus-blocks.ts';
import { makeDay, stacks } from './service-load.ts';

/** The goals: bytes a point, and the part of what Prometheus needs. */
const most = { bytesPerPoint: 0.6, ofPrometheus: 0.5 };

const folder = mkdtempSync(join(tmpdir(), 'parked-size-'));
try {
  const day = makeDay();
  const points = day.length * stacks;
  const own = (await measureOwn(day)) / points;
  report('bytes a point', own, most.bytesPerPoint, `${day.length} samples of ${stacks} stacks`);
  const theirs = measurePrometheus(day);
  if (theirs === undefined) process.stdout.write('Prometheus: promtool is not installed, so nothing to compare with\n');
  else {
    const [blocks, chunks] = [theirs.all / points, theirs.chunks / points];
    process.stdout.write(`Prometheus: ${blocks.toFixed(3)} bytes a point in blocks of two hours, `);
    process.stdout.write(`${chunks.toFixed(3)} in its chunks alone, which no compaction makes smaller\n`);
    report(
      'of what Prometheus needs',
      own / blocks,
      most.ofPrometheus,
      `ratio; ${(own / chunks).toFixed(3)} to its chunks alone`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function measureOwn(day: readonly Sample[]): Promise<number> {
  const path = join(folder, 'history.db');
  const lastMs = day.at(-1)?.atMs ?? 0;
  const options = { path, nowMs: () => lastMs, retentionMs: 15 * 86_400_000, maxBytes: 2 ** 30, version: 'bench' };
  const engine = await openEmbeddedHistory(options);
  for (const sample of day) {
    const { outcome } = await engine.append([sample]);
    if (outcome !== 'kept') throw new Error('A sample was not kept.');
  }
  await engine.maintain();
  await engine.close();
  return statSync(path).size;
}

/**
 * Bytes of the blocks that promtool makes of the same counts. The index of a block is shared by more chunks once blocks
 * are joined.
 */
function measurePrometheus(day: readonly Sample[]): { readonly all: number; readonly chunks: number } | undefined {
  const blocks = join(folder, 'blocks');
  if (!writePrometheusBlocks(day, 0, blocks)) return undefined;
  const sizes = { all: 0, chunks: 0 };
  for (const name of readdirSync(blocks, { recursive: true, encoding: 'utf8' })) {
    const file = statSync(join(blocks, name));
    if (!file.isFile()) continue;
    sizes.all += file.size;
    if (/[\\/]chunks[\\/]/.test(name)) sizes.chunks += file.size;
  }
  return sizes;
}

function report(name: string, value: number, goal: number, unit: string): void {
  const verdict = value <= goal ? 'within' : 'BEYOND';
  process.stdout.write(`${name}: ${value.toFixed(3)} (${unit}), ${verdict} the goal of ${goal}\n`);
  if (value > goal) process.exitCode = 1;
}
