// A collector that is sent profiles: each becomes a sample of the target that its labels name.
import { gunzipSync } from 'node:zlib';
import { createProfileReader } from '../core/profile/reader.ts';
import { openCollector, type Collector } from './service.ts';
import { createInbox, type Inbox } from './receive/inbox.ts';
import { refOf } from './targets/testing/data-source.ts';
import { recordedBinary } from './targets/testing/recorded.ts';

let inbox: Inbox;
let collector: Collector;
let bugs: unknown[];

beforeEach(async () => {
  bugs = [];
  inbox = createInbox({ nowMs: Date.now, maxTargets: () => 100 });
  const ref = refOf({ jsonData: { sampling: { interval: '1h' } } });
  const nothing = () => undefined;
  collector = await openCollector(
    // With shards as well, each sender to this collector is one of its targets.
    { ref, name: 'c', shard: { index: 1, count: 64 } },
    {
      ...{ onTargets: nothing, onMissed: nothing, onBack: nothing, onDropped: nothing },
      onBug: (error) => bugs.push(error),
    },
    inbox,
  );
});
afterEach(() => collector.close(0));

const profile = (() => {
  const reader = createProfileReader({ kind: 'goroutine' });
  reader.push(gunzipSync(recordedBinary));
  const read = reader.finish();
  const [first] = read.outcome === 'read' ? read.profiles : [];
  if (first === undefined) throw new Error('The recorded profile cannot be read.');
  return first;
})();

const send = (instance: string, atMs: number) =>
  inbox.take({ labels: { service: 'shop', instance }, kind: 'goroutine', profile, atMs, bytes: 1 });

/** The value of a series; undefined if it is not there. */
function read(series: string): number | undefined {
  const line = collector
    .metrics()
    .split('\n')
    .find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('it is ready before anybody has sent anything', async () => {
  await until(() => collector.notReady() === undefined);
});

test('every profile is a sample, however rarely targets are asked', async () => {
  const startMs = Date.now() - 10_000;
  for (let second = 0; second < 5; second++) {
    for (const instance of ['a', 'b', 'c']) expect(send(instance, startMs + second * 1_000).outcome).toBe('taken');
    await until(() => read('parked_collector_samples_total') === (second + 1) * 3);
  }
  expect(read('parked_target_goroutines{instance="b",service="shop"}')).toBe(profile.goroutines);
  expect(read('parked_receive_profiles_total{outcome="taken"}')).toBe(15);
  expect(read('parked_receive_targets')).toBe(3);
  expect(bugs).toEqual([]);
});

test('the same profile twice is one sample', async () => {
  const atMs = Date.now();
  send('a', atMs);
  await until(() => read('parked_collector_samples_total') === 1);
  expect(send('a', atMs)).toMatchObject({ outcome: 'too_often' });
  expect(read('parked_receive_profiles_total{outcome="too_often"}')).toBe(1);
  expect(read('parked_collector_samples_total')).toBe(1);
});
