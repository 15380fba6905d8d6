import { minuteMs } from '../../../core/agreed-times.ts';
import { createServerCallerForTests } from '../testing/call-server.ts';
import type { HistoryEngine, RangeQuestion, TargetHistory } from '../port.ts';
import { scraped, startPyroscopeStub, type PyroscopeStub } from '../testing/pyroscope-stub.ts';
import { startMs } from '../testing/samples.ts';
import { createPyroscopeApi } from './api.ts';
import { createPyroscopeEngine, maxProfilesPerTarget } from './engine.ts';

const never = new AbortController().signal;
const leaking = ['runtime.gopark', 'runtime.chansend', 'runtime.chansend1', 'main.leak', 'main.serve'];
const pool = ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv2', 'main.worker'];
const shop = { service_name: 'shop', pod: 'shop-1', namespace: 'web' };
const profiles = 300;

let stub: PyroscopeStub;
let engine: HistoryEngine;

beforeEach(async () => {
  stub = await startPyroscopeStub();
  stub.profiles = Array.from({ length: profiles }, (_, index) => ({
    id: `p${index}`,
    type: scraped,
    labels: shop,
    atMs: startMs + index * minuteMs,
    stacks: [
      { frames: leaking, count: 10 + index },
      { frames: pool, count: 5 },
    ],
  }));
  const api = createPyroscopeApi({
    base: new URL(stub.url),
    tenant: 'team-a',
    call: createServerCallerForTests(),
    timeoutMs: 5_000,
    maxBytes: 2 ** 24,
  });
  engine = createPyroscopeEngine({
    api,
    rules: () => ({ ownCode: [], labelKeys: [], groupsLimit: 1_000 }),
    nowMs: () => startMs + profiles * minuteMs,
  });
});
afterEach(() => stub.close());

async function readRange(resolution: RangeQuestion['resolution']) {
  const histories: TargetHistory[] = [];
  const read = await engine.readRange(
    { kind: 'goroutine', targets: [], resolution },
    (one) => histories.push(one),
    never,
  );
  return { read, histories };
}

test('a moment is one profile, whole and exact, with its states', async () => {
  const moments: unknown[] = [];
  const atMs = startMs + 100 * minuteMs;
  await engine.readMoment(
    { kind: 'goroutine', targets: [], atMs, maxAgeMs: 300_000 },
    (one) => moments.push(one),
    never,
  );
  expect(moments).toMatchObject([
    {
      target: { labels: { service: 'shop', instance: 'shop-1', namespace: 'web' } },
      atMs,
      goroutines: 115,
      groups: [
        { count: 110, stack: { state: 'chan send', function: 'main.leak', location: 'main.go:21' } },
        { count: 5, stack: { state: 'chan receive', function: 'main.worker' } },
      ],
    },
  ]);
  expect(stub.calls.every(({ tenant }) => tenant === 'team-a')).toBe(true);
});

test('a trend reads a bounded number of profiles, and says how many of how many', async () => {
  const toMs = startMs + (profiles - 1) * minuteMs;
  const { read, histories } = await readRange({
    every: 'step',
    firstMs: startMs,
    stepMs: minuteMs,
    points: profiles,
    holdMs: 5 * minuteMs,
  });
  expect(read).toMatchObject({ ok: true, value: { targets: 1, samples: maxProfilesPerTarget } });
  expect(read.ok && read.value.notices.map(({ text }) => text)).toContainEqual(
    expect.stringContaining(`${maxProfilesPerTarget} of 300 profiles are read`),
  );
  const leak = histories[0]?.series.find(({ stack }) => stack.function === 'main.leak');
  expect(leak?.change).toBe(profiles - 1);
  expect(leak?.counts.last.at(-1)).toBe(10 + profiles - 1);
  expect(histories[0]?.timesMs.at(-1)).toBe(toMs);
  expect(stub.calls.filter(({ method }) => method === 'SelectMergeStacktraces')).toHaveLength(maxProfilesPerTarget);
  await readRange({ every: 'step', firstMs: startMs, stepMs: minuteMs, points: profiles, holdMs: 5 * minuteMs });
  expect(stub.calls.filter(({ method }) => method === 'SelectMergeStacktraces')).toHaveLength(maxProfilesPerTarget);
});

test('a goroutine that the server leaves out of a profile is counted, and no profile is refused for it', async () => {
  stub.profiles = stub.profiles.map((one) => ({ ...one, lost: 1 }));
  const { read, histories } = await readRange({ every: 'sample', fromMs: startMs, toMs: startMs + 10 * minuteMs });
  expect(read.ok).toBe(true);
  expect(histories[0]?.series.find(({ stack }) => stack.function === 'main.leak')?.counts.last.at(-1)).toBe(20);
});

test('sums are never used as counts', async () => {
  stub.ignoresIds = true;
  const { read } = await readRange({ every: 'sample', fromMs: startMs, toMs: startMs + 10 * minuteMs });
  expect(read).toMatchObject({ ok: false, problem: { code: 'profiles_added_up' } });
});

test('a range longer than a server takes is asked for in pieces', async () => {
  const { read } = await readRange({
    every: 'sample',
    fromMs: startMs - 6 * 86_400_000,
    toMs: startMs + 100 * minuteMs,
  });
  expect(read).toMatchObject({ ok: true, value: { targets: 1 } });
});

test('nothing can be written, and it says so', async () => {
  expect(await engine.append([])).toMatchObject({ outcome: 'dropped', problem: { code: 'history_read_only' } });
  expect(engine.status()).toMatchObject({ engine: 'pyroscope', state: 'reading' });
});
