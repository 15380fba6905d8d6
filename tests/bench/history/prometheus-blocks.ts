// The samples of a bench as Prometheus keeps them: blocks that promtool makes of the same counts.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Sample } from '../../../src/backend/history/port.ts';
import { firstMs, intervalMs } from './service-load.ts';

/** The metric's name is Parked's own; times are moved by `shiftMs`. False: promtool is not installed. */
export function writePrometheusBlocks(day: readonly Sample[], shiftMs: number, folder: string): boolean {
  if (spawnSync('promtool', ['--version']).status !== 0) return false;
  const text = `${folder}.om`;
  writeOpenMetrics(day, shiftMs, text);
  const { status, stderr } = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', text, folder]);
  rmSync(text);
  if (status !== 0) throw new Error(`promtool failed: ${stderr.toString()}`);
  return true;
}

function writeOpenMetrics(day: readonly Sample[], shiftMs: number, path: string): void {
  const file = openSync(path, 'w');
  writeSync(file, '# TYPE parked_goroutines gauge\n');
  const [first] = day;
  for (const { stack } of first?.groups ?? []) {
    const { fingerprint, state } = stack;
    const labels = `service="shop",instance="shop-7d9f:6060",fingerprint="${fingerprint}",function="${stack.function}",state="${state}"`;
    // Prometheus evens its times out, and its chunks are smaller for it.
    const lines = day.map((sample, index) => {
      const count = sample.groups.find((group) => group.stack === stack)?.count ?? 0;
      return `parked_goroutines{${labels}} ${count} ${(firstMs + shiftMs + index * intervalMs) / 1000}\n`;
    });
    writeSync(file, lines.join(''));
  }
  writeSync(file, '# EOF\n');
  closeSync(file);
}
