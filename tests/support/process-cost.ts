// What a piece of work costs another process, by what the kernel counts of it: processor time, and how far its resident
// memory rose at most. Linux only.
import { readFileSync, writeFileSync } from 'node:fs';

export const canMeasureCost = process.platform === 'linux' && canReset();

export interface Cost {
  readonly wallMs: number;
  /** Of all its threads, user and system; the kernel counts in hundredths of a second. */
  readonly processorMs: number;
  /** The highest during the work, over what it was before. */
  readonly grownBytes: number;
}

/** Rejects as `work` does. */
export async function measureCost<T>(pid: number, work: () => Promise<T>): Promise<readonly [T, Cost]> {
  resetPeak(pid);
  const before = { resident: readStatus(pid, 'VmRSS'), processorMs: readProcessorMs(pid), atMs: performance.now() };
  const value = await work();
  const cost = {
    wallMs: performance.now() - before.atMs,
    processorMs: readProcessorMs(pid) - before.processorMs,
    grownBytes: Math.max(0, readStatus(pid, 'VmHWM') - before.resident),
  };
  return [value, cost];
}

export function writeCost({ wallMs, processorMs, grownBytes }: Cost): string {
  return `${(wallMs / 1000).toFixed(2)} s, ${processorMs.toFixed(0)} ms of processor time, ${(grownBytes / 2 ** 20).toFixed(0)} MiB more resident at most`;
}

function canReset(): boolean {
  try {
    resetPeak(process.pid);
    return true;
  } catch {
    return false;
  }
}

/** The highest resident memory counts from now on. */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readStatus(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN) * 1024;
}

function readProcessorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the process ends at the last parenthesis, and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
