import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDiskQueue, type DiskQueue, type DiskQueueOptions } from './disk-queue.ts';

let folder: string;
let lost: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-queue-'));
  lost = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(more: Partial<DiskQueueOptions> = {}): DiskQueue {
  return openDiskQueue({ folder, maxPoints: 1_000, onLost: (points) => lost.push(points), ...more });
}

/** Ten points each, of which the last has this number. */
function append(queue: DiskQueue, ...ends: readonly number[]): void {
  for (const end of ends) queue.append(Buffer.from(`until ${end}`), { points: 10, atMs: end, end });
}

function readLeft(queue: DiskQueue): readonly string[] {
  const bodies: string[] = [];
  for (let one = queue.left(); one !== undefined; one = queue.left()) {
    bodies.push(Buffer.from(one.body).toString());
    queue.dropLeft();
  }
  return bodies;
}

test('points that were not sent stay for the next run, in order and once', () => {
  const first = open();
  append(first, 10, 20, 30);
  first.acknowledge(19);
  first.close();
  const second = open();
  expect(second.leftPoints()).toBe(20);
  append(second, 10);
  expect(readLeft(second)).toEqual(['until 20', 'until 30']);
  second.close();
  const third = open();
  expect(readLeft(third)).toEqual(['until 10']);
  third.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('a run that ends while it sends old points continues where it was', () => {
  const first = open({ segmentBytes: 40 });
  append(first, 10, 20, 30, 40, 50);
  first.close();
  const second = open();
  second.dropLeft();
  second.dropLeft();
  second.dropLeft();
  second.close();
  expect(readLeft(open())).toEqual(['until 40', 'until 50']);
});

test('files of points that were sent are deleted', () => {
  const queue = open({ segmentBytes: 40 });
  append(queue, 10, 20, 30, 40, 50);
  const [run = ''] = readdirSync(folder);
  expect(readdirSync(join(folder, run))).toHaveLength(3);
  queue.acknowledge(40);
  expect(readdirSync(join(folder, run)).sort()).toEqual(['2.log', 'acked']);
  queue.acknowledge(50);
  expect(readdirSync(join(folder, run)).filter((name) => name.endsWith('.log'))).toEqual([]);
  append(queue, 60);
  queue.close();
  expect(readLeft(open())).toEqual(['until 60']);
});

test('a record that was being written at a kill is left out, and damage ends a file', () => {
  const first = open();
  append(first, 10, 20);
  first.close();
  const [run = ''] = readdirSync(folder);
  const file = join(folder, run, '0.log');
  appendFileSync(file, Buffer.from([200, 0, 0, 0, 1, 2, 3]));
  const second = open();
  expect(second.leftPoints()).toBe(20);
  second.close();
  truncateSync(file, 50);
  expect(readLeft(open())).toEqual(['until 10']);
});

test('beyond the bound the oldest points are given up and counted', () => {
  const first = open();
  append(first, 10, 20, 30);
  first.close();
  expect(readLeft(open({ maxPoints: 15 }))).toEqual(['until 30']);
  expect(lost).toEqual([20]);
});

test('a folder that cannot be written costs nothing but the restart', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const queue = openDiskQueue({ folder: join(file, 'queue'), maxPoints: 10, onLost: () => undefined });
  append(queue, 10);
  expect(queue.problem()?.message).toMatch(/cannot be kept in .*queue \(E[A-Z]+\).*set queue to another one/);
  expect([queue.left(), existsSync(join(file, 'queue'))]).toEqual([undefined, false]);
  queue.acknowledge(10);
  queue.close();
});
