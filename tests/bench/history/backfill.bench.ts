// How long a fresh install takes to know yesterday from a Pyroscope: a day of 20 targets at 5 minutes, by a stub of its
// API that takes 4 ms a profile. For a real server: node tests/bench/history/backfill.bench.ts URL INSTANCE…
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import { openLookBack } from '../../../src/backend/history/pasts/look-back.ts';
import { createPyroscopePast } from '../../../src/backend/history/pasts/pyroscope-past.ts';
import { createPyroscopeApi } from '../../../src/backend/history/pyroscope/api.ts';
import { createServerCallerForTests } from '../../../src/backend/history/testing/call-server.ts';
import { scraped, startPyroscopeStub } from '../../../src/backend/history/testing/pyroscope-stub.ts';
import { dayMs, minuteMs } from '../../../src/core/agreed-times.ts';
import { succeed } from '../../../src/core/problem.ts';

const most = { seconds: 60 };
const nowMs = Date.now();
const [url, ...instances] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'parked-backfill-'));
const stub = url === undefined ? await startStub(20) : undefined;
const targets = stub?.targets ?? instances.map((instance) => ({ service: 'shop', instance }));
const engine = await openEmbeddedHistory({
  path: join(folder, 'history.db'),
  nowMs: () => nowMs,
  monotonicMs: () => performance.now(),
  retentionMs: 15 * dayMs,
  maxBytes: 2 ** 30,
  version: 'bench',
});
try {
  await measure(url ?? stub!.url);
} finally {
  await engine.close();
  await stub?.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(base: string): Promise<void> {
  const api = createPyroscopeApi({
    base: new URL(base),
    tenant: undefined,
    call: createServerCallerForTests(),
    timeoutMs: 20_000,
    maxBytes: 2 ** 26,
  });
  const past = createPyroscopePast(api, [], () => ({ ownCode: [], labelKeys: [], groupsLimit: 1_000 }));
  const read = new Set<string>();
  const startedMs = performance.now();
  const lookBack = openLookBack({
    pasts: [past],
    engine: Promise.resolve(succeed(engine)),
    judge: { reread: (target) => Promise.resolve(void read.add(JSON.stringify(target))), learnPrior: () => true },
    nowMs: () => nowMs,
    retentionMs: 15 * dayMs,
    onBug: (error) => {
      throw error;
    },
  });
  lookBack.look(targets);
  while (read.size < targets.length && lookBack.notices().length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  for (const { text } of lookBack.notices()) console.log(text);
  await lookBack.close();
  const mark = seconds <= most.seconds ? '✓' : '✗';
  console.log(`${mark} a day of ${read.size} targets at 5 minutes: ${seconds.toFixed(1)} s (at most ${most.seconds})`);
  await printTotals();
}

/** What the history holds now, to compare with the profiles. */
async function printTotals(): Promise<void> {
  const listed = await engine.listTargets([]);
  if (!listed.ok) throw new Error(listed.problem.message);
  for (const { labels } of listed.value.slice(0, 3)) {
    const matchers = Object.entries(labels).map(([label, value]) => ({ label, op: '=', value }) as const);
    const totals: number[] = [];
    for (let atMs = nowMs - 60 * minuteMs; atMs <= nowMs; atMs += 5 * minuteMs) {
      const question = { kind: 'goroutine', targets: matchers, atMs, maxAgeMs: 5 * minuteMs } as const;
      await engine.readMoment(question, ({ goroutines }) => totals.push(goroutines), new AbortController().signal);
    }
    console.log(`  ${labels['instance']}: goroutines of the last hour ${totals.join(' ')}`);
  }
}

async function startStub(count: number) {
  const server = await startPyroscopeStub();
  const all = Array.from({ length: count }, (_, index) => ({ service: 'shop', instance: `pod-${index}:6060` }));
  server.delayMs = 4;
  server.profiles = all.flatMap(({ service, instance }) =>
    Array.from({ length: 24 * 12 }, (_, index) => ({
      id: `${instance}-${index}`,
      type: scraped,
      labels: { service_name: service, instance },
      atMs: nowMs - dayMs + (index + 0.5) * 5 * minuteMs,
      stacks: Array.from({ length: 60 }, (_, stack) => ({
        frames: ['runtime.gopark', 'runtime.chansend', 'runtime.chansend1', `main.worker${stack}`, 'main.serve'],
        count: 1 + ((index + stack) % 50),
      })),
    })),
  );
  return { url: server.url, targets: all, close: server.close };
}
