// A Prometheus that is down for an hour, with the points of an hour in seconds: ten targets of 200 stacks, a sample
// each 15 s, and ten minutes more than the queue is made for. What fits waits, in bounded memory, and goes out in
// order.
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRemoteWrite } from '../../src/backend/export/remote-write.ts';
import { makeSeries } from '../../src/backend/export/series.ts';
import { startReceiver } from '../../src/backend/export/testing/receiver.ts';
import { createServerCaller } from '../../src/backend/server-caller.ts';
import { defaultBounds, limits } from '../../src/core/limits.ts';

const [targets, stacks, intervalMs, hourMs] = [10, 200, 15_000, 3_600_000];
const maxBytes = 64 * 1024 * 1024;
const startMs = 1_700_000_000_000;

jest.setTimeout(600_000);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function readMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('an hour of points waits in bounded memory, and goes out in order when the server is back', async () => {
  const series = Array.from({ length: targets * stacks }, (_, number) =>
    makeSeries('parked_goroutines', { instance: `pod-${number % targets}`, stack: `${number}` }),
  );
  const first = await startReceiver();
  const port = Number(first.url.port);
  await first.close();
  let dropped = 0;
  const writer = createRemoteWrite({
    url: first.url,
    call: createServerCaller({ auth: [], bounds: defaultBounds, allowLinkLocal: false }, undefined),
    nowMs: Date.now,
    capacity: limits.remoteWriteQueue.value,
    wait: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    onDropped: (points) => (dropped += points),
  });
  const before = readMemory();
  let added = 0;
  const add = (fromMs: number, toMs: number) => {
    for (let atMs = fromMs; atMs < toMs; atMs += intervalMs) {
      void writer.add(series.map((one) => ({ series: one, value: added++, atMs: startMs + atMs })));
    }
  };
  add(0, hourMs);
  await pause(6_000);
  expect(writer.figures()).toMatchObject({ queued: added, dropped: 0, problem: { code: 'unreachable' } });
  const took = readMemory() - before;
  expect(took).toBeLessThan(maxBytes);

  add(hourMs, hourMs + 600_000);
  await pause(6_000);
  const kept = limits.remoteWriteQueue.value;
  expect(writer.figures()).toMatchObject({ queued: kept, dropped: added - kept });
  expect(dropped).toBe(added - kept);
  expect(readMemory() - before).toBeLessThan(maxBytes);

  const receiver = await startReceiver(port);
  while (writer.figures().queued > 0) await pause(50);
  expect(writer.figures()).toMatchObject({ sent: kept, dropped: added - kept, problem: undefined });
  const times = receiver.requests
    .flatMap((request) => request.series)
    .filter(({ labels }) => labels['stack'] === '7')
    .flatMap(({ samples }) => samples.map(([, atMs]) => atMs - startMs));
  expect(times.at(-1)).toBe(hourMs + 600_000 - intervalMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  process.stdout.write(`${added} points in the outage, ${kept} kept, ${(took / 1e6).toFixed(0)} MB for the hour\n`);
  await writer.close(0);
  await receiver.close();
});
