import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { createExporter } from './exporter.ts';
import { formatExposition } from './exposition.ts';
import type { RemoteWrite } from './remote-write.ts';
import type { Point } from './series.ts';
import { formatSeries } from './series.ts';
import { makeSample, makeStack, startMs } from './testing/samples.ts';
import { encodeWriteRequest } from './write-request.ts';
import { readWriteRequest } from './testing/read-write-request.ts';

const second = 1_000;

function open(groupsLimit = 200) {
  const points: Point[] = [];
  const remoteWrite: RemoteWrite = {
    add: (more) => {
      points.push(...more);
      return Promise.resolve({ outcome: 'sent' });
    },
    figures: () => ({
      lagMs: 0,
      leftFromBefore: 0,
      capacity: 0,
      queued: 0,
      sent: 0,
      dropped: 0,
      retries: 0,
      requests: 0,
      bytes: 0,
      problem: undefined,
    }),
    close: () => Promise.resolve(),
  };
  const exporter = createExporter({ collector: 'here', groupsLimit, remoteWrite: () => remoteWrite });
  /** What was given out since it was asked last: `series value`. */
  const take = () => points.splice(0).map(({ series, value }) => `${formatSeries(series)} ${value}`);
  return { exporter, points, take };
}

test('a sample is a point of each series, with all labels of its target', async () => {
  const { exporter, take } = open();
  const target = { service: 'shop', instance: 'a:6060', zone: 'eu' };
  await exporter.add(makeSample(startMs, { Get: 7 }, { target }));
  const labels = 'instance="a:6060",service="shop",zone="eu"';
  expect(take()).toEqual([
    `parked_target_up{${labels}} 1`,
    `parked_target_goroutines{${labels}} 7`,
    `parked_fetch_duration_seconds{${labels}} 0.004`,
    `parked_goroutines{fingerprint="0000000000476574",function="shop.Get",instance="a:6060",service="shop",state="select",zone="eu"} 7`,
    'parked_stack_info{collector="here",fingerprint="0000000000476574",stack="shop.Get;main.main"} 1',
  ]);
});

test('restarts are counted once another collector of the target is gone', async () => {
  const { exporter, take } = open();
  const restarts = () => take().filter((line) => line.startsWith('parked_target_restarts_total'));
  await exporter.add(makeSample(startMs, { Get: 7 }));
  await exporter.add(makeSample(startMs + 60 * second, { Get: 7 }, { restarted: true }));
  expect(restarts()).toEqual([]);
  await exporter.add(makeSample(startMs + 300 * second, { Get: 7 }));
  expect(restarts()).toEqual([expect.stringMatching(/ 0$/)]);
  await exporter.add(makeSample(startMs + 330 * second, { Get: 7 }, { restarted: true }));
  expect(restarts()).toEqual([expect.stringMatching(/ 1$/)]);
});

test('a series ends with the first sample without it, and with a target that cannot be read', async () => {
  const { exporter, take } = open();
  await exporter.add(makeSample(startMs, { Get: 7, Put: 1 }));
  await exporter.add(makeSample(startMs + second, { Get: 7 }));
  expect(take().filter((line) => line.endsWith('NaN'))).toEqual([expect.stringContaining('function="shop.Put"')]);
  const shop = { service: 'shop', instance: 'a:6060' };
  exporter.miss(shop, startMs + 2 * second);
  exporter.keepOnly([shop], startMs + 2 * second);
  const missed = take();
  expect(missed).toContain('parked_target_up{instance="a:6060",service="shop"} 0');
  expect(missed.filter((line) => line.endsWith('NaN'))).toHaveLength(3);
  exporter.keepOnly([], startMs + 3 * second);
  expect(take()).toEqual(['parked_target_up{instance="a:6060",service="shop"} NaN']);
  expect(exporter.figures()).toMatchObject({ targets: 0, series: 0 });
});

test('a target that leaves ends without having been down, however late the list says so', async () => {
  const { exporter, take } = open();
  const shop = { service: 'shop', instance: 'a:6060' };
  await exporter.add(makeSample(startMs, { Get: 7 }));
  take();
  exporter.miss(shop, startMs + second);
  exporter.keepOnly([shop], startMs + 2 * second, startMs);
  expect(take()).toEqual([]);
  exporter.keepOnly([], startMs + 3 * second, startMs + 3 * second);
  const ended = take();
  expect(ended).toContain('parked_target_up{instance="a:6060",service="shop"} NaN');
  expect(ended.filter((line) => !line.endsWith('NaN'))).toEqual([]);
});

test('a target that is listed after it was missed is down, and stays so at every attempt', async () => {
  const { exporter, take } = open();
  const shop = { service: 'shop', instance: 'a:6060' };
  exporter.miss(shop, startMs);
  exporter.keepOnly([shop], startMs + second, startMs + second);
  expect(take()).toEqual(['parked_target_up{instance="a:6060",service="shop"} 0']);
  exporter.miss(shop, startMs + 2 * second);
  expect(take()).toEqual(['parked_target_up{instance="a:6060",service="shop"} 0']);
});

test('the counts of a leak profile hold until the next one, or until another process', async () => {
  const { exporter, take } = open();
  await exporter.add(makeSample(startMs, { Get: 7 }));
  await exporter.add(makeSample(startMs + second, { Get: 5 }, { kind: 'goroutineleak' }));
  const leaked = () => take().filter((line) => line.includes('leak'));
  const profile = `parked_leak_profile_timestamp_seconds{instance="a:6060",service="shop"} ${startMs / 1000 + 1}`;
  expect(leaked()).toEqual([profile, expect.stringMatching(/^parked_goroutines_leaked\{.* 5$/)]);
  await exporter.add(makeSample(startMs + 2 * second, { Get: 8 }));
  expect(leaked()).toEqual([profile, expect.stringMatching(/^parked_goroutines_leaked\{.* 5$/)]);
  await exporter.add(makeSample(startMs + 3 * second, { Get: 1 }, { restarted: true }));
  expect(leaked().map((line) => line.slice(-3))).toEqual(['NaN', 'NaN']);
});

test('a sample that is older than the last is left out and counted: servers refuse such points', async () => {
  const { exporter, take } = open();
  await exporter.add(makeSample(startMs, { Get: 7 }));
  take();
  expect(await exporter.add(makeSample(startMs, { Get: 9 }))).toEqual({ outcome: 'late' });
  expect(take()).toEqual([]);
  expect(exporter.figures().late).toBe(1);
});

test('a label of a target that is named as one of ours keeps its value under another name', async () => {
  const { exporter, take } = open();
  await exporter.add(makeSample(startMs, {}, { target: { service: 's', state: 'prod', __tenant: 'x' } }));
  expect(take()[0]).toBe('parked_target_up{exported___tenant="x",exported_state="prod",service="s"} 1');
});

test('groups beyond the bound become one, and no goroutine is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(50), { minLength: 12, maxLength: 12 }), { minLength: 1, maxLength: 12 }),
      async (rounds) => {
        const { exporter, points } = open(5);
        for (const [round, counts] of rounds.entries()) {
          points.length = 0;
          const named = Object.fromEntries(counts.flatMap((count, index) => (count > 0 ? [[`f${index}`, count]] : [])));
          await exporter.add(makeSample(startMs + round * 600 * second, named));
          const groups = points.filter(({ series, value }) => series.family === 'parked_goroutines' && value > 0);
          expect(groups.length).toBeLessThanOrEqual(6);
          expect(groups.reduce((sum, { value }) => sum + value, 0)).toBe(counts.reduce((sum, count) => sum + count, 0));
        }
      },
    ),
  );
});

test('a small group that grows goes out before larger ones that stand still, and stays an hour after', async () => {
  const { exporter, take } = open(8);
  const still = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`pool${index}`, 1_000 + index]));
  const isOut = () => take().some((line) => line.includes('shop.leak') && !line.endsWith('NaN'));
  for (let minute = 0; minute <= 60; minute++) {
    await exporter.add(makeSample(startMs + minute * 60 * second, { ...still, leak: 10 + minute }));
  }
  expect(isOut()).toBe(true);
  // It stands still from here on: an hour later it has no growth to show any more.
  const seen: boolean[] = [];
  for (let step = 0; step < 36; step++) {
    await exporter.add(makeSample(startMs + (61 + step * 5) * 60 * second, { ...still, leak: 70 }));
    seen.push(isOut());
  }
  expect(seen[10]).toBe(true);
  expect(seen[35]).toBe(false);
});

test('a stack that is too long for a label keeps both ends and says how much is missing', async () => {
  const { exporter, points } = open();
  const frames = Array.from({ length: 90 }, (_, index) => `example.com/shop/of/a/long/path.(*Store).method${index}`);
  const stack = makeStack('deep', 'select', frames);
  await exporter.add(makeSample(startMs, {}, { groups: [{ stack, labels: {}, count: 1 }] }));
  const info = points.find(({ series }) => series.family === 'parked_stack_info');
  const text = info?.series.labels.find(([name]) => name === 'stack')?.[1] ?? '';
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_500);
  expect(Buffer.byteLength(text)).toBeGreaterThan(1_400);
  expect(text).toMatch(/method0;.*;…\d+;example.com\/shop\/of\/a\/long\/path.\(\*Store\).method89$/);
  const [, left = ''] = /;…(\d+);/.exec(text) ?? [];
  expect(text.split(';').length - 1 + Number(left)).toBe(90);
});

test('requests hold what was put in: any label, any number, any time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.double({ noNaN: true }), fc.integer({ min: 0, max: 2 ** 52 }))),
      (rows) => {
        const points = rows.map(([value, number, atMs]) => ({
          series: {
            family: 'parked_goroutines' as const,
            labels: [['a', value] as const],
            fingerprint: '',
            bytes: undefined,
            text: undefined,
          },
          value: number,
          atMs,
        }));
        const read = readWriteRequest(encodeWriteRequest(points));
        expect(read.flatMap(({ samples }) => samples)).toEqual(rows.map(([, number, atMs]) => [number, atMs]));
        expect(read.map(({ labels }) => labels['a'])).toEqual(rows.map(([value]) => value));
      },
    ),
  );
});

test('the end of a series has the bits that servers know', () => {
  const series = {
    family: 'parked_target_up' as const,
    labels: [],
    fingerprint: '',
    bytes: undefined,
    text: undefined,
  };
  const [read] = readWriteRequest(encodeWriteRequest([{ series, value: NaN, atMs: startMs }]));
  expect(read?.samples).toEqual([['stale', startMs]]);
});

test('names do nothing to a terminal in which the page is read', async () => {
  const { exporter } = open();
  await exporter.add(makeSample(startMs, { 'evil\u001b[31m\u202e\ud800': 2 }));
  const text = formatExposition(exporter.live(startMs, 60_000));
  expect(text).toContain('evil\u{fffd}[31m\u{fffd}\u{fffd}');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|\p{Surrogate}/u);
});

const promtool = '/usr/bin/promtool';
const testWithPromtool = existsSync(promtool) ? test : test.skip;

testWithPromtool(`what is scraped satisfies promtool, hostile names included (needs ${promtool})`, async () => {
  const { exporter } = open();
  const hostile = '<script>"\\\n{}=\u2028\u001b[31m';
  await exporter.add(makeSample(startMs, { Get: 7, [hostile]: 2 }, { target: { service: hostile, instance: 'a' } }));
  await exporter.add(makeSample(startMs, { Get: 7 }, { figures: allFigures }));
  await exporter.add(makeSample(startMs + 1, { Get: 1 }, { kind: 'goroutineleak' }));
  const text = formatExposition(exporter.live(startMs, 60_000));
  const checked = spawnSync(promtool, ['check', 'metrics'], { input: text, encoding: 'utf8' });
  expect(checked.stderr + checked.stdout).toBe('');
  expect(checked.status).toBe(0);
  expect(text).toContain('parked_process_build_info{build="v1",instance="a:6060",service="shop"} 1');
});

const allFigures = {
  values: { goroutines: 8, residentBytes: 9, heapBytes: 5, cpuSeconds: 1.5, requests: 12, memoryLimitBytes: 1_000 },
  startMs,
  build: 'v1',
};
