import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultBounds } from '../../core/limits.ts';
import { createServerCaller } from '../server-caller.ts';
import { openDiskQueue } from './disk-queue.ts';
import { createRemoteWrite, type RemoteWrite, type RemoteWriteOptions } from './remote-write.ts';
import { makeSeries, type Point } from './series.ts';
import { startReceiver, type Receiver } from './testing/receiver.ts';
import { startRaw } from '../targets/testing/fake-target.ts';

const startMs = 1_700_000_000_000;
const series = ['a', 'b', 'c'].map((service) => makeSeries('parked_target_goroutines', { service }));
const dropped: string[] = [];
const auth = { name: 'mimir', type: 'header', user: '', header: 'x-scope-orgid', secret: 'shop' } as const;
const call = createServerCaller({ auth: [auth], bounds: defaultBounds, allowLinkLocal: false }, 'mimir');

let receiver: Receiver;
let open: RemoteWrite[];

beforeEach(async () => {
  receiver = await startReceiver();
  open = [];
  dropped.length = 0;
});

afterEach(async () => {
  await Promise.all(open.map((one) => one.close(0)));
  await receiver.close();
});

function write(more: Partial<RemoteWriteOptions> = {}): RemoteWrite {
  const one = createRemoteWrite({
    url: receiver.url,
    call,
    nowMs: Date.now,
    capacity: 1_000,
    wait: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    onDropped: (points, problem, detail) => dropped.push(`${points} ${problem.code} ${detail}`.trim()),
    ...more,
    pace: { gatherMs: 5, firstBackoffMs: 5, maxBackoffMs: 40, batch: 10, ...more.pace },
  });
  open.push(one);
  return one;
}

const at = (step: number): Point[] => series.map((one) => ({ series: one, value: step, atMs: startMs + step }));

/** Times in the order they were sent, of one series. */
const timesOf = (service: string) =>
  receiver.requests
    .flatMap((request) => request.series)
    .filter(({ labels }) => labels['service'] === service)
    .flatMap(({ samples }) => samples.map(([, atMs]) => atMs - startMs));

test('a server that switches protocols instead of answering gets the points once it is well', async () => {
  const listener = await startRaw((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    ),
  );
  const one = write({ url: new URL(listener.url) });
  void one.add(at(1));
  while (one.figures().problem === undefined) await pause(5);
  expect(one.figures().problem).toMatchObject({ code: 'not_http' });
  await listener.close();
  await receiver.close();
  receiver = await startReceiver(listener.port);
  while (receiver.requests.length === 0) await pause(5);
  expect(timesOf('a')).toEqual([1]);
});

test('points go out as the standard says, with the named credentials', async () => {
  const one = write();
  expect(await one.add(at(1))).toEqual({ outcome: 'sent' });
  const [request] = receiver.requests;
  expect(request?.headers).toMatchObject({
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'x-prometheus-remote-write-version': '0.1.0',
    'user-agent': 'parked',
    'x-scope-orgid': 'shop',
  });
  expect(request?.series[0]).toEqual({
    labels: { __name__: 'parked_target_goroutines', service: 'a' },
    samples: [[1, startMs + 1]],
  });
  expect(one.figures()).toMatchObject({ sent: 3, dropped: 0, queued: 0, problem: undefined });
});

test.each([[{ status: 500 }], [{ status: 503, headers: { 'retry-after': '0' } }], [{ status: 429 }]])(
  '%j is tried again, with all that was in it, in order',
  async (answer) => {
    receiver.answers.push(answer, answer);
    const one = write();
    const outcomes = await Promise.all([1, 2, 3, 4].map((step) => one.add(at(step))));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent', 'sent']);
    for (const service of ['a', 'b', 'c']) {
      const times = timesOf(service);
      // Two attempts in vain, then the real one.
      expect([...new Set(times)]).toEqual([1, 2, 3, 4]);
    }
    expect(one.figures()).toMatchObject({ sent: 12, dropped: 0, retries: 2 });
  },
);

test('of a refused request, only the samples that are refused alone are lost, each as a whole', async () => {
  const one = write({ pace: { batch: 8 } });
  // Three samples, then the first two, then the first one; the rest is accepted.
  receiver.answers.push({ status: 400 }, { status: 400 }, { status: 400 });
  const outcomes = await Promise.all([1, 2, 3].map((step) => one.add(at(step))));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['dropped', 'sent', 'sent']);
  expect(one.figures()).toMatchObject({ sent: 6, dropped: 3 });
  expect(dropped).toEqual([expect.stringContaining('3 write_refused')]);
  expect(receiver.requests.map(({ series: some }) => some.flatMap(({ samples }) => samples).length % 3)).toEqual(
    receiver.requests.map(() => 0),
  );
});

test('a server that refuses everything is not asked for each point', async () => {
  const one = write({ pace: { batch: 2_000 }, capacity: 10_000 });
  receiver.answers.push(...Array.from({ length: 2_000 }, () => ({ status: 400 })));
  const outcomes = await Promise.all(Array.from({ length: 600 }, (_, step) => one.add(at(step))));
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['dropped']));
  expect(one.figures()).toMatchObject({ sent: 0, dropped: 1_800 });
  expect(receiver.requests.length).toBeLessThan(1_000);
});

test('Retry-After is waited for', async () => {
  receiver.answers.push({ status: 429, headers: { 'retry-after': '1' } });
  await write().add(at(1));
  const [first, second] = receiver.requests;
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(950);
});

test.each([401, 404, 413, 302])(
  '%d is not tried again: its points are lost, counted, and said to be',
  async (status) => {
    receiver.answers.push({ status, body: 'out of\norder', headers: { location: '/elsewhere' } });
    const one = write();
    expect(await one.add(at(1))).toMatchObject({ outcome: 'dropped', problem: { code: 'write_refused' } });
    expect(dropped).toEqual(['3 write_refused out of order']);
    expect(await one.add(at(2))).toEqual({ outcome: 'sent' });
    expect(receiver.requests).toHaveLength(2);
    expect(one.figures()).toMatchObject({ sent: 3, dropped: 3, retries: 0 });
  },
);

test('a reply that repeats the credentials is logged without them', async () => {
  receiver.answers.push({ status: 403, body: 'unknown tenant "tenant-c4n4ry"' });
  const secret = { ...auth, secret: 'tenant-c4n4ry' };
  const bounds = { auth: [secret], bounds: defaultBounds, allowLinkLocal: false };
  const one = write({ call: createServerCaller(bounds, 'mimir') });
  await one.add(at(1));
  expect(dropped).toEqual(['3 write_refused unknown tenant "[redacted]"']);
});

test('a server that is down for long costs the oldest points, in bounded memory, and takes the rest when it is back', async () => {
  const { port } = receiver.url;
  await receiver.close();
  const one = write({ capacity: 30, pace: { maxWaitMs: 20 } });
  const outcomes = [];
  for (let step = 1; step <= 25; step++) outcomes.push(one.add(at(step)));
  // Nobody waits for ever.
  expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).not.toContain('sent');
  expect(one.figures()).toMatchObject({ queued: 30, dropped: 45, problem: { code: 'unreachable' } });
  expect(new Set(dropped)).toEqual(new Set(['3 write_overflow']));
  receiver = await startReceiver(Number(port));
  while (one.figures().queued > 0) await pause(5);
  expect(timesOf('b')).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  expect(one.figures().problem).toBeUndefined();
});

test('a full queue drops whole samples, in memory and on disk', async () => {
  const { port } = receiver.url;
  await receiver.close();
  const folder = mkdtempSync(join(tmpdir(), 'parked-whole-'));
  const openDisk = () => openDiskQueue({ folder, maxPoints: 31, onLost: (points) => dropped.push(`${points} disk`) });
  // 31 points are ten samples and a third of one.
  const one = write({ capacity: 31, pace: { maxWaitMs: 20 }, disk: openDisk() });
  await Promise.all(Array.from({ length: 25 }, (_, index) => one.add(at(index + 1))));
  expect(one.figures()).toMatchObject({ queued: 30, dropped: 45 });
  // The next run takes what is left on disk.
  await one.close(0);
  receiver = await startReceiver(Number(port));
  const next = write({ capacity: 31, disk: openDisk() });
  expect(await next.add(at(26))).toEqual({ outcome: 'sent' });
  for (const service of ['a', 'b', 'c']) {
    expect(timesOf(service)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]);
  }
  await next.close(0);
  rmSync(folder, { recursive: true, force: true });
});

test('at the end waiting points are sent, or the number of unsent ones is logged', async () => {
  const one = write({ pace: { gatherMs: 60_000 } });
  const added = one.add(at(1));
  await one.close(2_000);
  expect(await added).toEqual({ outcome: 'sent' });

  receiver.answers.push({ status: 204, afterMs: 5_000 });
  const slow = write();
  const lost = slow.add(at(2));
  await pause(30);
  await slow.close(50);
  expect(await lost).toMatchObject({ outcome: 'dropped', problem: { code: 'write_closed' } });
  expect(await slow.add(at(3))).toMatchObject({ outcome: 'dropped' });
});

test('a link-local address is not written to', async () => {
  const one = write({ url: new URL('http://169.254.169.254/api/v1/write'), pace: { maxWaitMs: 50 } });
  expect(await one.add(at(1))).toMatchObject({ outcome: 'waiting', problem: { code: 'forbidden_address' } });
});
