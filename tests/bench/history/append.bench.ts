// What keeping 1,000 targets of 200 stacks costs: CPU, memory, how long others wait for their turn, bytes written. Two
// hours of samples at 15 s, as fast as they go. Run alone: node tests/bench/history/append.bench.ts [rounds]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import { firstMs, intervalMs, makeService, makeStack, stacks } from './service-load.ts';

const targets = 1_000;
const rounds = Number(process.argv[2] ?? 480);
/** Of a core: sampling has to fetch and read profiles in the same half. */
const maxCore = 0.1;

const folder = mkdtempSync(join(tmpdir(), 'parked-append-'));
try {
  // Pods of fifty services: what they share is stored once.
  const shared = Array.from({ length: 50 }, (_, service) =>
    Array.from({ length: stacks }, (_, number) => makeStack(service * stacks + number, `service${service}`)),
  );
  const fleet = Array.from({ length: targets }, (_, index) =>
    makeService({ service: `service${index % 50}`, instance: `pod-${index}:6060` }, shared[index % 50] ?? [], index),
  );
  let nowMs = firstMs;
  const engine = await openEmbeddedHistory({
    path: join(folder, 'history.db'),
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    retentionMs: 15 * 86_400_000,
    maxBytes: 2 ** 30,
    version: 'bench',
  });
  const delay = monitorEventLoopDelay({ resolution: 5 });
  let cpuMs = 0;
  let slowestRoundMs = 0;
  const bytesBefore = readWrittenBytes();
  for (let round = 0; round < rounds; round++) {
    nowMs = firstMs + round * intervalMs;
    // The time to make the samples is not measured.
    const samples = fleet.map((service, index) => service.nextSample(nowMs + index * 15));
    delay.enable();
    const before = process.cpuUsage();
    const startedMs = performance.now();
    const outcomes = await Promise.all(samples.map((sample) => engine.append([sample])));
    slowestRoundMs = Math.max(slowestRoundMs, performance.now() - startedMs);
    const used = process.cpuUsage(before);
    delay.disable();
    cpuMs += (used.user + used.system) / 1000;
    if (outcomes.some(({ outcome }) => outcome !== 'kept')) throw new Error('A sample was not kept.');
  }
  const core = cpuMs / (rounds * intervalMs);
  const verdict = core <= maxCore ? 'within' : 'BEYOND';
  print(`${targets} targets of ${stacks} stacks every 15 s: ${core.toFixed(4)} of a core (${verdict} ${maxCore})`);
  print(
    `CPU ${((cpuMs / rounds / targets) * 1000).toFixed(0)} µs a sample; slowest round of ${targets} ${slowestRoundMs.toFixed(0)} ms`,
  );
  print(
    `others waited at most ${(delay.max / 1e6).toFixed(0)} ms, 99 of 100 times ${(delay.percentile(99) / 1e6).toFixed(0)} ms`,
  );
  print(`resident ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB, with the simulated fleet in it`);
  const days = (rounds * intervalMs) / 86_400_000;
  print(
    `file ${(engine.status().bytes / 2 ** 20).toFixed(0)} MiB after ${(days * 24).toFixed(1)} h; written to disk ${((readWrittenBytes() - bytesBefore) / 2 ** 20 / days / 24).toFixed(0)} MiB an hour`,
  );
  const closedMs = performance.now();
  await engine.close();
  print(`closing took ${(performance.now() - closedMs).toFixed(0)} ms`);
  const openedMs = performance.now();
  const again = await openEmbeddedHistory({
    path: join(folder, 'history.db'),
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    retentionMs: 1e12,
    maxBytes: 2 ** 30,
    version: 'bench',
  });
  print(`opening it again took ${(performance.now() - openedMs).toFixed(0)} ms (${again.status().targets} targets)`);
  await again.close();
  if (core > maxCore) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function readWrittenBytes(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? NaN);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
