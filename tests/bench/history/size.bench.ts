// What a day of history takes on disk: 200 stacks of one process at 15 s, counts that move as in a real service, with
// everything that is in the file. Beside it Prometheus' own storage of the same series, where promtool is installed (blocks of two hours, as it makes them).
// Run alone: node tests/bench/history/size.bench.ts
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import type { Sample } from '../../../src/backend/history/port.ts';
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
    process.stdout.write(`Prometheus' blocks: ${(theirs / points).toFixed(3)} bytes a point\n`);
    report('of what Prometheus needs', own / (theirs / points), most.ofPrometheus, 'ratio');
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

/** Bytes of all files of the blocks that promtool makes of the same counts. */
function measurePrometheus(day: readonly Sample[]): number | undefined {
  if (spawnSync('promtool', ['--version']).status !== 0) return undefined;
  const text = join(folder, 'counts.om');
  writeOpenMetrics(day, text);
  const blocks = join(folder, 'blocks');
  const { status, stderr } = spawnSync('promtool', [...['tsdb', 'create-blocks-from', 'openmetrics', text, blocks]]);
  if (status !== 0) throw new Error(`promtool failed: ${stderr.toString()}`);
  return readdirSync(blocks, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(blocks, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

/** The labels of Parked's own metric. */
function writeOpenMetrics(day: readonly Sample[], path: string): void {
  const file = openSync(path, 'w');
  writeSync(file, '# TYPE parked_goroutines gauge\n');
  const [first] = day;
  for (const { stack } of first?.groups ?? []) {
    const { fingerprint, state } = stack;
    const labels = `service="shop",instance="shop-7d9f:6060",fingerprint="${fingerprint}",function="${stack.function}",state="${state}"`;
    const lines = day.map((sample) => {
      const count = sample.groups.find((group) => group.stack === stack)?.count ?? 0;
      return `parked_goroutines{${labels}} ${count} ${(sample.atMs / 1000).toFixed(3)}\n`;
    });
    writeSync(file, lines.join(''));
  }
  writeSync(file, '# EOF\n');
  closeSync(file);
}

function report(name: string, value: number, goal: number, unit: string): void {
  const verdict = value <= goal ? 'within' : 'BEYOND';
  process.stdout.write(`${name}: ${value.toFixed(3)} (${unit}), ${verdict} the goal of ${goal}\n`);
  if (value > goal) process.exitCode = 1;
}
