import type { FetchEvent, Target } from './port.ts';
import { answerLikeGo, startTarget } from './testing/fake-target.ts';
import {
  closeRooms,
  createClock,
  fetchOnly,
  goroutines,
  openRoom,
  refOf,
  selectAll,
  never,
} from './testing/data-source.ts';
import { recordedGoroutines, recordedText } from './testing/recorded.ts';

afterAll(closeRooms);

test.each([12, 100])('%i queries that arrive at once cost the target one fetch', async (queries) => {
  const target = await startTarget((request, response) => setTimeout(() => answerLikeGo(request, response), 20));
  const room = openRoom();
  const ref = refOf({ url: target.url });
  const outcomes = await Promise.all(Array.from({ length: queries }, () => fetchOnly(room, ref)));
  expect(target.requests).toEqual(['GET /debug/pprof/goroutine?debug=0']);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ outcome: 'fetched', ageMs: 0, profile: { goroutines: recordedGoroutines } });
  }
  await target.close();
});

test('an answer is shared while it is fresh, shows its age, and is fetched again after that', async () => {
  const target = await startTarget();
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const ref = refOf({ url: target.url, jsonData: { bounds: { freshness: '1h' } } });
  expect(await fetchOnly(room, ref)).toMatchObject({ ageMs: 0 });
  clock.advance(3_599_999);
  expect(await fetchOnly(room, ref)).toMatchObject({ ageMs: 3_599_999 });
  expect(target.requests).toHaveLength(1);
  clock.advance(1);
  expect(await fetchOnly(room, ref)).toMatchObject({ ageMs: 0 });
  expect(target.requests).toHaveLength(2);
  await target.close();
});

test('a clock that is set back makes nothing young again', async () => {
  const target = await startTarget();
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const ref = refOf({ url: target.url });
  await fetchOnly(room, ref);
  clock.advance(-3_600_000);
  expect(await fetchOnly(room, ref)).toMatchObject({ ageMs: 0 });
  expect(target.requests).toHaveLength(2);
  await target.close();
});

describe('answers are never shared', () => {
  const jsonData = { bounds: { freshness: '1h' } };

  test.each([
    ['across organisations', { orgId: 2 }],
    ['across data sources', { uid: 'other' }],
    ['across revisions of the settings', { lastUpdatedMs: 2 }],
    ['across credentials', { secrets: { bearerToken: 'x' } }],
    ['across the settings themselves', { jsonData: { bounds: { freshness: '2h' } } }],
  ])('%s', async (_, change) => {
    const target = await startTarget();
    const room = openRoom();
    await fetchOnly(room, refOf({ url: target.url, jsonData }));
    expect(await fetchOnly(room, refOf({ url: target.url, jsonData, ...change }))).toMatchObject({ ageMs: 0 });
    expect(target.requests).toHaveLength(2);
    await target.close();
  });
});

test('a request that accepts an older answer gets one, even if the target has failed since', async () => {
  let healthy = true;
  const target = await startTarget((request, response) =>
    healthy ? answerLikeGo(request, response) : void response.writeHead(500).end(),
  );
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const ref = refOf({ url: target.url });
  await fetchOnly(room, ref);
  healthy = false;
  clock.advance(120_000);
  expect(await fetchOnly(room, ref)).toMatchObject({ outcome: 'failed' });
  const recalled = await fetchOnly(room, ref, { ...goroutines, maxAgeMs: 300_000 });
  expect(recalled).toMatchObject({ outcome: 'fetched', ageMs: 120_000 });
  clock.advance(180_000);
  expect(await fetchOnly(room, ref, { ...goroutines, maxAgeMs: 300_000 })).toMatchObject({ outcome: 'failed' });
  await target.close();
});

test('a leak profile is taken at most hourly, whoever asks and however new they want it', async () => {
  const leakText = recordedText.replace('goroutine profile', 'goroutineleak profile');
  const target = await startTarget((_, response) => response.end(leakText));
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const ref = refOf({ url: target.url });
  const leaks = { kind: 'goroutineleak', form: 0, maxAgeMs: 0 } as const;
  await fetchOnly(room, ref, leaks);
  clock.advance(3_599_000);
  expect(await fetchOnly(room, ref, leaks)).toMatchObject({ ageMs: 3_599_000 });
  clock.advance(1_000);
  expect(await fetchOnly(room, ref, leaks)).toMatchObject({ ageMs: 0 });
  await target.close();
});

test('the hour of a leak profile belongs to the target, whatever happens to the settings', async () => {
  const leakText = recordedText.replace('goroutine profile', 'goroutineleak profile');
  const target = await startTarget((_, response) => response.end(leakText));
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const leaks = { kind: 'goroutineleak', form: 0 } as const;
  await fetchOnly(room, refOf({ url: target.url }), leaks);
  for (let revision = 2; revision <= 20; revision++) {
    clock.advance(60_000);
    const ref = refOf({
      url: target.url,
      lastUpdatedMs: revision,
      jsonData: { labelKeys: revision > 10 ? ['a'] : [] },
    });
    const outcome = await fetchOnly(room, ref, leaks);
    if (revision <= 10) expect(outcome).toMatchObject({ outcome: 'fetched', ageMs: (revision - 1) * 60_000 });
    else expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'leak_profile_rest' } });
  }
  expect(target.requests).toHaveLength(1);
  await target.close();
});

test('a target without the leak profile answers with the line that brings it', async () => {
  const target = await startTarget();
  const outcome = await fetchOnly(openRoom(), refOf({ url: target.url }), { kind: 'goroutineleak', form: 0 });
  expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'no_leak_profile', status: 404 } });
  expect(outcome.outcome === 'failed' && outcome.problem.message).toContain('GOEXPERIMENT=goroutineleakprofile');
  await target.close();
});

test('a target that fails is asked ever more seldom, up to the bound', async () => {
  const target = await startTarget((_, response) => response.writeHead(500).end());
  const clock = createClock();
  const room = openRoom({ now: clock.now });
  const ref = refOf({ url: target.url, jsonData: { bounds: { backoff: '30s' } } });
  const askedAfterMs: number[] = [];
  for (let elapsedMs = 0; elapsedMs < 120_000; elapsedMs += 1_000) {
    const before = target.requests.length;
    await fetchOnly(room, ref);
    if (target.requests.length > before) askedAfterMs.push(elapsedMs);
    clock.advance(1_000);
  }
  expect(askedAfterMs).toEqual([0, 5_000, 15_000, 35_000, 65_000, 95_000]);
  await target.close();
});

test('forms and kinds of one target are fetched one after the other, targets side by side', async () => {
  let running = 0;
  let most = 0;
  const target = await startTarget((request, response) => {
    most = Math.max(most, ++running);
    setTimeout(() => {
      running--;
      answerLikeGo(request, response);
    }, 20);
  });
  const room = openRoom();
  const one = refOf({ url: target.url });
  await Promise.all([
    fetchOnly(room, one),
    fetchOnly(room, one, { kind: 'goroutine', form: 1 }),
    fetchOnly(room, refOf({ url: target.url, lastUpdatedMs: 2 })),
  ]);
  expect(most).toBe(1);

  most = 0;
  const urls = Array.from({ length: 12 }, (_, index) => `${target.url}/${index}/pprof`);
  const many = refOf({
    jsonData: {
      targets: urls.map((url) => ({ urls: [url], labels: { instance: url } })),
      bounds: { concurrentFetches: 4 },
    },
  });
  await room.fetch(many, await selectAll(room, many), goroutines, never);
  expect(most).toBe(4);
  await target.close();
});

test('every fetch is reported once, and shared answers are not', async () => {
  const target = await startTarget();
  const events: FetchEvent[] = [];
  const room = openRoom({ onFetch: (event) => events.push(event) });
  const ref = refOf({ url: target.url });
  await Promise.all([fetchOnly(room, ref), fetchOnly(room, ref)]);
  await fetchOnly(room, ref, { kind: 'goroutineleak', form: 0 });
  expect(events).toMatchObject([
    { kind: 'goroutine', form: 0, outcome: 'fetched' },
    { kind: 'goroutineleak', form: 0, outcome: 'no_leak_profile', bytes: 0 },
  ]);
  expect(events[0]?.bytes).toBeGreaterThan(1_000);
  await target.close();
});

describe('while the line moves slowly', () => {
  const slowMs = 1_000;

  /**
   * One place in the line, held by a target that hangs; another's profile is 20 s old, and its next is in line as
   * routine.
   */
  async function openSlowLine() {
    const target = await startTarget();
    const hanging = await startTarget(() => undefined);
    const clock = createClock();
    const room = openRoom({ now: clock.now, lingerMs: 10 });
    const jsonData = {
      targets: [target, hanging].map(({ url }) => ({ urls: [url] })),
      bounds: { concurrentFetches: 1 },
      sampling: { interval: '15s' },
    };
    const ref = refOf({ jsonData });
    const [known, other] = (await selectAll(room, ref)) as [Target, Target];
    await room.fetch(ref, [known], goroutines, never);
    clock.advance(20_000);
    const leaving = new AbortController();
    const held = room.fetch(ref, [other], goroutines, leaving.signal);
    const ask = (request = {}) => room.fetch(ref, [known], { ...goroutines, ...request }, never);
    const routine = ask({ rank: 'routine' });
    const goOn = async () => {
      leaving.abort();
      await held;
    };
    const close = async () => {
      await target.close();
      await hanging.close();
    };
    return { target, clock, ask, routine, goOn, close };
  }

  test('a sample of the last two intervals answers those who wait, and shows its age', async () => {
    const { target, clock, ask, routine, goOn, close } = await openSlowLine();
    await new Promise((resolve) => setTimeout(resolve, slowMs + 200));
    expect(await ask()).toMatchObject([{ outcome: 'fetched', ageMs: 20_000 }]);
    expect(target.requests).toHaveLength(1);
    clock.advance(10_000);
    const waiting = ask();
    await goOn();
    expect(await waiting).toMatchObject([{ outcome: 'fetched', ageMs: 0 }]);
    expect(await routine).toMatchObject([{ outcome: 'fetched', ageMs: 0 }]);
    expect(target.requests).toHaveLength(2);
    await close();
  });

  test('callers wait in a queue that has just begun', async () => {
    const { ask, goOn, close } = await openSlowLine();
    const waiting = ask();
    await goOn();
    expect(await waiting).toMatchObject([{ outcome: 'fetched', ageMs: 0 }]);
    await close();
  });
});
