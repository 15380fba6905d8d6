// A fleet of collectors in one Prometheus: a day of many targets from four shards, and how long a data source waits for
// a trend, for suspects and for counts with growth. TARGETS (1,000), STACKS (5) and STEP (60 s) set the load.
import { existsSync } from 'node:fs';
import type { Labels } from '../../../src/core/labels.ts';
import { LifeTracker } from '../../../src/core/sample/lives.ts';
import type { HistoryEngine } from '../../../src/backend/history/port.ts';
import type { UnplacedSample } from '../../../src/core/sample/model.ts';
import type { Fingerprint, Stack } from '../../../src/core/stack/model.ts';
import { createService } from '../../../src/backend/service.ts';
import { openSeriesHistory } from '../../../src/backend/series-history.ts';
import { askService } from '../../../src/backend/testing/ask-service.ts';
import { isInShard } from '../../../src/backend/shard.ts';
import { readSettings } from '../../../src/core/query/settings-reader.ts';
import { seriesServers } from '../../support/series-server.ts';

const read = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const [count, stacks, stepMs] = [read('TARGETS', 1_000), read('STACKS', 5), read('STEP', 60) * 1_000];
const shards = 4;
const dayMs = 86_400_000;
const endMs = Math.floor(Date.now() / 60_000) * 60_000;

const [kind] = seriesServers;
if (kind === undefined || !existsSync(kind.program)) {
  console.log(`  skipped: ${kind?.missing ?? 'no server'}`);
  process.exit(0);
}
const server = await kind.start();
const targets: readonly Labels[] = Array.from({ length: count }, (_, index) => ({
  service: `service-${index % 50}`,
  instance: `pod-${index}:6060`,
}));

const allStacks = Array.from({ length: stacks }, (_, index): Stack => {
  const name = `shop/cart.stack${index}`;
  const raw = { function: name, file: '/src/cart.go', line: 10 + index, startLine: 0 };
  return {
    fingerprint: index.toString(16).padStart(16, '0') as Fingerprint,
    ...{ state: 'select', frames: [{ name, raw, own: true }], ownFrame: 0, keyFrame: 0, function: name },
    ...{ location: `cart.go:${10 + index}`, main: false, profiler: false, system: false },
  };
});

try {
  await backfill();
  const service = await createService({ nowMs: () => endMs + 1_000 });
  const jsonData = {
    targets: targets.map((labels) => ({ urls: [`http://127.0.0.1:1/${labels['instance']?.split(':')[0]}`], labels })),
    history: { type: 'prometheus', query: server.url },
    sampling: { enabled: false, interval: `${stepMs / 1_000}s` },
  };
  const ask = async (title: string, query: object, rounds: number) => {
    const tookMs: number[] = [];
    let outcome = '';
    for (let round = 0; round < rounds; round++) {
      const sinceMs = performance.now();
      // A range that ended, so that no target is asked.
      const range = { fromMs: endMs - dayMs + round, toMs: endMs - 5 * 60_000, intervalMs: 900_000 };
      const answer = await askService(service, { jsonData, uid: 'fleet', ...range }, query);
      tookMs.push(performance.now() - sinceMs);
      outcome = answer.ok ? `${answer.frames.length} frames` : answer.problem.code;
    }
    tookMs.sort((a, b) => a - b);
    const at = (share: number) => ((tookMs[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0) / 1_000).toFixed(2);
    console.log(`  ${title}: median ${at(0.5)} s, most ${at(1)} s of ${rounds} (${outcome})`);
  };
  const one = { targets: [{ label: 'service', op: '=', value: 'service-7' }] };
  await ask('trend of a day, one service', { queryType: 'trend', ...one }, 5);
  await ask('suspects, one service', { queryType: 'suspects', ...one }, 2);
  await ask(
    'count with growth of an hour, one service',
    { queryType: 'count', value: 'growth', window: '1h', ...one },
    10,
  );
  await ask('trend of a day, all targets', { queryType: 'trend' }, 1);
  await service.close();
} finally {
  await server.remove();
}

async function backfill(): Promise<void> {
  const sinceMs = performance.now();
  const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
  const jsonData = JSON.stringify({ history, sampling: { interval: `${stepMs / 1_000}s` } });
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
  if (!settings.ok) throw new Error(settings.problem.message);
  const writers = Array.from(
    { length: shards },
    (_, index): { readonly engine: HistoryEngine; readonly mine: readonly Labels[] } => ({
      engine: openSeriesHistory({
        settings: settings.value,
        collector: `shard-${index + 1}`,
        nowMs: () => endMs,
        flushMs: 60_000,
        wait: (delayMs, callback) => {
          const timer = setTimeout(callback, delayMs);
          return () => clearTimeout(timer);
        },
      }),
      mine: targets.filter((labels) => isInShard(labels, { index: index + 1, count: shards })),
    }),
  );
  const lives = new LifeTracker();
  let points = 0;
  for (let atMs = endMs - dayMs; atMs < endMs; atMs += stepMs) {
    const step = Math.round((atMs - endMs + dayMs) / stepMs);
    await Promise.all(
      writers.map(async ({ engine, mine }) => {
        const samples = mine.map((target, index) => {
          const countOf = (stack: number) => (stack === 0 ? 10 + Math.floor(step / 20) : 5 + ((step + index) % 3));
          return lives.place(makeSample(target, atMs, countOf));
        });
        points += samples.length * (stacks + 4);
        const kept = await engine.append(samples);
        if (kept.outcome === 'dropped') throw new Error(kept.problem.message);
      }),
    );
  }
  await Promise.all(writers.map(({ engine }) => engine.close()));
  const tookS = (performance.now() - sinceMs) / 1_000;
  console.log(
    `  a day of ${count} targets from ${shards} shards: ${points.toLocaleString('en-US')} points in ${tookS.toFixed(0)} s`,
  );
}

function makeSample(target: Labels, atMs: number, countOf: (stack: number) => number): UnplacedSample {
  const groups = allStacks.map((stack, index) => ({ stack, labels: {}, count: countOf(index) }));
  const goroutines = groups.reduce((sum, group) => sum + group.count, 1);
  return { target, kind: 'goroutine', atMs, tookMs: 4, goroutines, answered: true, groups, figures: null };
}
