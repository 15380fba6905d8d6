import { setTimeout as pause } from 'node:timers/promises';
import { createFakeClock, type FakeClock } from './history/testing/fake-clock.ts';
import { describeWithSqlite } from './history/testing/samples.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, problemOf, rowsOf, type Situation } from './testing/ask-service.ts';
import { startScriptedTarget, type ScriptedTarget } from './testing/scripted-target.ts';

jest.setTimeout(60_000);

const startMs = 1_700_000_010_000;
const minute = 60_000;

let clock: FakeClock;
let service: PluginHandler;
let target: ScriptedTarget;

beforeEach(async () => {
  clock = createFakeClock(startMs);
  [service, target] = await Promise.all([
    createService({ nowMs: clock.nowMs, clock }),
    startScriptedTarget({ work: 10 }),
  ]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

const ask = (query: object, situation: Situation = {}) =>
  askService(
    service,
    { url: target.url, fromMs: startMs - minute, toMs: clock.nowMs(), intervalMs: 30_000, ...situation },
    query,
  );

/** Values of each figure, from the oldest to the newest. */
async function read(query: object = {}, situation: Situation = {}) {
  const frames = framesOf(await ask({ queryType: 'runtime', ...query }, situation));
  return Object.fromEntries(frames.map(({ fields: [, field] }) => [field?.labels?.['figure'], field?.values ?? []]));
}

function setPage(figures: {
  cpu: number;
  requests: number;
  resident: number;
  startedMs?: number;
  build?: string;
}): void {
  const { cpu, requests, resident, startedMs = startMs - 60 * minute, build = 'v1' } = figures;
  target.set(
    '/metrics',
    `go_goroutines 10
process_cpu_seconds_total ${cpu}
process_resident_memory_bytes ${resident}
process_start_time_seconds ${startedMs / 1000}
go_build_info{path="shop",version="${build}"} 1
http_requests_total{code="200"} ${requests}
`,
  );
}

const countFetches = () => target.requests.filter((path) => path === '/metrics').length;

/** Lets time pass until the target's figures have been read once more. */
async function passTurn(): Promise<void> {
  const before = countFetches();
  while (countFetches() === before) {
    await clock.advance(1_000);
    await pause(1);
  }
  await pause(20);
}

/** The first three turns come faster than the rest. Their page has no figures yet. */
async function begin(): Promise<void> {
  await ask({ queryType: 'stacks' });
  for (let turn = 0; turn < 3; turn++) await passTurn();
}

/** Half a core, ten requests a second. */
async function work(turns: number, from = 0, more: Partial<Parameters<typeof setPage>[0]> = {}): Promise<void> {
  for (let turn = from; turn < from + turns; turn++) {
    setPage({ cpu: 100 + turn * 15, requests: 5_000 + turn * 300, resident: 50_000_000 + turn, ...more });
    await passTurn();
  }
}

const known = (values: readonly unknown[] | undefined) => (values ?? []).filter((value) => value !== null).map(Number);

describeWithSqlite('the process itself', () => {
  test('is there from the first request on', async () => {
    setPage({ cpu: 1, requests: 1, resident: 12_000_000 });
    const figures = await read();
    expect(figures['goroutines']?.at(-1)).toBe(10);
    expect(figures['resident']?.at(-1)).toBe(12_000_000);
    expect(figures['up']?.at(-1)).toBe(1);
    // A rate takes two samples.
    expect(figures['cpu']).toBeUndefined();
  });

  test('is one frame a figure, with its unit, for graphs and for alert rules', async () => {
    await begin();
    await work(3);
    const frames = framesOf(
      await ask({ queryType: 'runtime', legendFormat: '{{figure}} of {{service}}' }, { fromAlert: true }),
    );
    expect(frames.map(({ fields: [, field] }) => [field?.name, field?.labels, field?.config])).toContainEqual([
      'resident',
      { service: '127.0.0.1', figure: 'resident' },
      { unit: 'bytes', displayNameFromDS: 'resident of 127.0.0.1' },
    ]);
    expect(frames[0]?.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
    const chosen = framesOf(await ask({ queryType: 'runtime', figures: ['up'] }));
    expect(chosen.map(({ fields: [, field] }) => field?.labels?.['figure'])).toEqual(['up']);
  });

  test('has rates from counters', async () => {
    await begin();
    await work(8);
    const figures = await read();
    expect(known(figures['requests']).length).toBeGreaterThanOrEqual(6);
    for (const rate of known(figures['requests'])) expect(rate).toBeCloseTo(10, 0);
    for (const cores of known(figures['cpu'])) expect(cores).toBeCloseTo(0.5, 1);
  });

  test('restarts without faking traffic, and is marked', async () => {
    await begin();
    await work(4);
    const startedMs = clock.nowMs() + 1_000;
    // The counter of the new process is already higher than that of the old one.
    await work(4, 0, { requests: 1_000_000, cpu: 5_000, startedMs, build: 'v2' });
    const figures = await read();
    for (const rate of known(figures['requests'])) expect(rate).toBeLessThan(11);
    for (const cores of known(figures['cpu'])) expect(cores).toBeLessThan(0.6);
    const [frame] = framesOf(await ask({ queryType: 'events' }));
    expect(rowsOf(frame)).toEqual([
      expect.objectContaining({
        kind: 'build',
        title: expect.stringMatching(/^127\.0\.0\.1 .* runs a new build$/),
        text: expect.stringMatching(/v1.*, then .*v2/),
        tags: 'build,127.0.0.1',
        fingerprint: null,
        timeEnd: null,
      }),
    ]);
  });

  test('has gaps where it could not be read, and is down there', async () => {
    await begin();
    await work(4);
    target.fail();
    await clock.advance(10 * minute);
    const figures = await read();
    expect(figures['goroutines']?.at(-1)).toBeNull();
    expect(figures['requests']?.at(-1)).toBeNull();
    expect(figures['up']?.at(-1)).toBe(0);
    expect(figures['up']).toContain(1);
    // Nothing is known of before the first sample.
    expect(figures['up']?.[0]).toBeNull();
  });

  test('that was never read is down, not missing', async () => {
    target.fail();
    const frames = framesOf(
      await ask({ queryType: 'stacks' }).then(() => ask({ queryType: 'runtime', figures: ['up'] })),
    );
    expect(noticesOf(frames)).toContainEqual(expect.stringContaining('503'));
    expect(frames[0]?.fields[1]?.values.at(-1)).toBe(0);
  });

  test('that is past asks no target', async () => {
    await begin();
    await work(3);
    const toMs = clock.nowMs();
    const asked = target.requests.length;
    await clock.advance(1);
    const figures = await read({}, { toMs: toMs - 31_000 });
    expect(known(figures['resident']).length).toBeGreaterThan(0);
    expect(target.requests).toHaveLength(asked);
  });
});

describe('figures that cannot be', () => {
  test('of a pasted dump, or without a range, are refused by name', async () => {
    expect(problemOf(await ask({ queryType: 'runtime', inline: 'goroutine 1 [running]:\n' }))).toMatchObject({
      field: 'inline',
    });
    expect(problemOf(await ask({ queryType: 'runtime' }, { fromMs: 0, toMs: 0 }))).toMatchObject({
      field: 'time range',
    });
    expect(problemOf(await ask({ queryType: 'events' }, { fromMs: 0, toMs: 0 }))).toMatchObject({
      field: 'time range',
    });
    expect(problemOf(await ask({ queryType: 'events', filter: { function: '(' } }))).toMatchObject({
      field: 'filter.function',
    });
  });
});
