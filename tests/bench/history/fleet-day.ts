// A day of a fleet as its collectors would have written it into one store: many targets, split over shards, of which
// some services leak. Points go out in large requests, since a day is millions of them.
import { request } from 'node:http';
import { createExporter } from '../../../src/backend/export/exporter.ts';
import type { RemoteWrite } from '../../../src/backend/export/remote-write.ts';
import type { Point } from '../../../src/backend/export/series.ts';
import { encodeWriteRequest, writeHeaders } from '../../../src/backend/export/write-request.ts';
import { isInShard } from '../../../src/backend/shard.ts';
import type { Labels } from '../../../src/core/labels.ts';
import { LifeTracker } from '../../../src/core/sample/lives.ts';
import type { Fingerprint, Stack } from '../../../src/core/stack/model.ts';

export interface FleetDay {
  readonly targets: readonly Labels[];
  /** Stacks of each target; the first one leaks in three services of fifty. */
  readonly stacks: number;
  readonly stepMs: number;
  readonly endMs: number;
}

const shards = 4;
const services = 50;
const dayMs = 86_400_000;
const pointsARequest = 100_000;

export function listFleet(count: number): readonly Labels[] {
  return Array.from({ length: count }, (_, index) => ({
    service: `service-${index % services}`,
    instance: `pod-${index}:6060`,
  }));
}

/** Returns the number of points. */
export async function writeFleetDay(remoteWrite: string, day: FleetDay): Promise<number> {
  const { endMs, stepMs } = day;
  const stacks = Array.from({ length: day.stacks }, (_, index) => makeStack(index));
  const lives = new LifeTracker();
  let waiting: Point[] = [];
  let written = 0;
  const collectors = Array.from({ length: shards }, (_, index) => ({
    mine: day.targets.filter((labels) => isInShard(labels, { index: index + 1, count: shards })),
    exporter: createExporter({
      collector: `shard-${index + 1}`,
      groupsLimit: 200,
      remoteWrite: () => gather((points) => waiting.push(...points)),
    }),
  }));
  const flush = async () => {
    written += waiting.length;
    await post(remoteWrite, encodeWriteRequest(waiting));
    waiting = [];
  };
  for (let firstMs = endMs - dayMs; firstMs < endMs; firstMs += stepMs) {
    for (const { mine, exporter } of collectors) {
      for (const target of mine) {
        const index = Number(/\d+/.exec(target['instance'] ?? '')?.[0]);
        // Each target has its own moment within the interval.
        const atMs = firstMs + ((index * 7_919) % stepMs);
        const step = Math.round((firstMs - endMs + dayMs) / 60_000);
        const groups = stacks.map((stack, number) => ({ stack, labels: {}, count: countOf(index, number, step) }));
        const goroutines = groups.reduce((sum, { count }) => sum + count, 1);
        const values = { goroutines, residentBytes: 5e7 + goroutines * 4096, heapBytes: 3e7, cpuSeconds: step / 10 };
        const figures = {
          values: { ...values, requests: null, memoryLimitBytes: null },
          ...{ startMs: endMs - 2 * dayMs, build: null },
        };
        const sample = { target, kind: 'goroutine', atMs, tookMs: 4, goroutines, answered: true, groups } as const;
        void exporter.add(lives.place({ ...sample, figures }));
      }
      if (waiting.length > pointsARequest) await flush();
    }
  }
  await flush();
  return written;
}

/** A leak of one an hour, a stack that follows the load of the day, and pools. */
function countOf(index: number, stack: number, minute: number): number {
  const service = index % services;
  if (stack === 0) return service % 20 === 7 ? 10 + Math.floor((minute + index) / 20) : 10;
  if (stack === 1) return 5 + Math.round(5 * Math.sin(minute / 230)) + ((minute * 31 + index * 17) % 4);
  return 4 + (stack % 7) + ((minute + index + stack) % 3);
}

function makeStack(index: number): Stack {
  const name = `shop/cart.stack${index}`;
  const raw = { function: name, file: '/src/cart.go', line: 10 + index, startLine: 0 };
  return {
    fingerprint: index.toString(16).padStart(16, '0') as Fingerprint,
    ...{ state: 'select', frames: [{ name, raw, own: true }], ownFrame: 0, keyFrame: 0, function: name },
    ...{ location: `cart.go:${10 + index}`, main: false, profiler: false, system: false },
  };
}

function gather(take: (points: readonly Point[]) => void): RemoteWrite {
  const figures = { lagMs: 0, queued: 0, capacity: 0, leftFromBefore: 0, sent: 0, dropped: 0, retries: 0 };
  return {
    add: (points) => {
      take(points);
      return Promise.resolve({ outcome: 'sent' });
    },
    figures: () => ({ ...figures, requests: 0, bytes: 0, problem: undefined }),
    close: () => Promise.resolve(),
  };
}

function post(url: string, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: writeHeaders }, (response) => {
      response.resume();
      response.on('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}.`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
