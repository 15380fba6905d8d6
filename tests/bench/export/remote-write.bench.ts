// What remote write costs before a byte is sent: time and bytes a point, for targets of 200 stacks each.
import { createExporter } from '../../../src/backend/export/exporter.ts';
import type { RemoteWrite } from '../../../src/backend/export/remote-write.ts';
import type { Point } from '../../../src/backend/export/series.ts';
import { makeSample } from '../../../src/backend/export/testing/samples.ts';
import { encodeWriteRequest } from '../../../src/backend/export/write-request.ts';

const stacks = 200;
const batch = 2_000;
const targets = process.argv.includes('--large') ? 1_000 : 100;
const rounds = 20;
const intervalMs = 15_000;

const queue: Point[] = [];
const idle = {
  lagMs: 0,
  queued: 0,
  leftFromBefore: 0,
  capacity: 0,
  sent: 0,
  dropped: 0,
  retries: 0,
  requests: 0,
  bytes: 0,
  problem: undefined,
};
const remoteWrite: RemoteWrite = {
  add: (points) => {
    for (const point of points) queue.push(point);
    return Promise.resolve({ outcome: 'sent' });
  },
  figures: () => idle,
  close: () => Promise.resolve(),
};
const exporter = createExporter({ collector: 'bench', groupsLimit: stacks, remoteWrite: () => remoteWrite });

let points = 0;
let bytes = 0;
let requests = 0;
let cpuMs = 0;
for (let round = 0; round < rounds; round++) {
  const samples = Array.from({ length: targets }, (_, target) => {
    const counts = Object.fromEntries(
      Array.from({ length: stacks }, (_one, stack) => [
        `handler${stack}`,
        1 + ((stack * 7 + round * (stack % 5)) % 900),
      ]),
    );
    const labels = {
      service: `shop-${target % 40}`,
      instance: `10.0.${target >> 8}.${target & 255}:6060`,
      zone: 'eu-1',
    };
    return makeSample(1_700_000_000_000 + round * intervalMs, counts, { target: labels });
  });
  const before = process.cpuUsage();
  for (const sample of samples) await exporter.add(sample);
  for (let first = 0; first < queue.length; first += batch) {
    bytes += encodeWriteRequest(queue.slice(first, first + batch)).length;
    requests++;
  }
  const { user, system } = process.cpuUsage(before);
  points += queue.length;
  queue.length = 0;
  // The first rounds allocate whatever is made once per series.
  if (round >= 2) cpuMs += (user + system) / 1_000;
}
const measured = rounds - 2;
console.log(`${targets} targets of ${stacks} stacks, ${rounds} samples each: ${points} points in ${requests} requests`);
console.log(`bytes a point on the wire: ${(bytes / points).toFixed(1)}`);
console.log(`processor time a point: ${((cpuMs * 1_000) / ((points / rounds) * measured)).toFixed(2)} µs`);
console.log(
  `of one core, at a sample each 15 s: ${((cpuMs / measured / intervalMs) * 100).toFixed(2)} % (1,000 targets: ${((cpuMs / measured / intervalMs) * 100 * (1_000 / targets)).toFixed(1)} %)`,
);
