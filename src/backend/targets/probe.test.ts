import { answerLikeGo, startTarget, type Handler } from './testing/fake-target.ts';
import { closeRooms, createClock, fetchOnly, never, openRoom, refOf, selectAll } from './testing/data-source.ts';
import { recordedGoroutines, recordedIndex, recordedText } from './testing/recorded.ts';
import type { Capabilities } from './port.ts';

afterAll(closeRooms);

async function probe(handler: Handler): Promise<{ found: Capabilities; requests: readonly string[] }> {
  const target = await startTarget(handler);
  const room = openRoom();
  const ref = refOf({ url: target.url });
  const found = await room.probe(ref, (await selectAll(room, ref))[0]!, never);
  await target.close();
  return { found, requests: target.requests };
}

test('finds out what a Go program serves, without a dump and without a leak profile', async () => {
  const { found, requests } = await probe(answerLikeGo);
  expect(found).toMatchObject({
    goVersion: 'go1.26.8',
    goroutines: recordedGoroutines,
    forms: [0, 1, 2],
    leakProfile: 'missing',
    problem: null,
  });
  expect(found.remedy).toContain('GOEXPERIMENT=goroutineleakprofile');
  expect(requests).toEqual([
    'GET /debug/pprof/goroutine?debug=0',
    'GET /debug/pprof/goroutine?debug=1',
    'GET /debug/pprof/',
    'GET /metrics',
  ]);
});

test('sees the leak profile in the index', async () => {
  const row = "<tr><td>0</td><td><a href='goroutineleak?debug=1'>goroutineleak</a></td></tr>";
  const { found } = await probe((request, response) =>
    request.url === '/debug/pprof/'
      ? response.end(recordedIndex.replace('</table>', `${row}</table>`))
      : answerLikeGo(request, response),
  );
  expect(found).toMatchObject({ leakProfile: 'served', remedy: null });
});

test('says nothing about what it cannot know: no index, no metrics, one form', async () => {
  const { found } = await probe((request, response) => {
    if (request.url?.startsWith('/debug/pprof/goroutine?')) response.end(recordedText);
    else response.writeHead(404).end();
  });
  expect(found).toMatchObject({ goVersion: null, forms: [1], leakProfile: 'unknown', remedy: null, problem: null });
});

test('a leak profile that was read tells what an index would', async () => {
  const target = await startTarget((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://target');
    if (pathname === '/debug/pprof/goroutine') response.end(recordedText);
    else if (pathname === '/debug/pprof/goroutineleak')
      response.end(recordedText.replace('goroutine', 'goroutineleak'));
    else response.writeHead(404).end();
  });
  const room = openRoom();
  const ref = refOf({ url: target.url });
  await fetchOnly(room, ref, { kind: 'goroutineleak', form: 0 });
  expect(await room.probe(ref, (await selectAll(room, ref))[0]!, never)).toMatchObject({ leakProfile: 'served' });
  await target.close();
});

test('tells why a target cannot be read', async () => {
  const { found } = await probe((_, response) => response.writeHead(401).end());
  expect(found).toMatchObject({ goroutines: null, forms: [], problem: { code: 'unauthorized', status: 401 } });
});

test('tries again although a target is left alone after a failure, once the freshness has passed', async () => {
  let healthy = false;
  const target = await startTarget((request, response) =>
    healthy ? answerLikeGo(request, response) : void response.writeHead(500).end(),
  );
  let nowMs = 1_800_000_000_000;
  const room = openRoom({ now: () => nowMs });
  const ref = refOf({ url: target.url });
  const [only] = await selectAll(room, ref);
  for (let round = 0; round < 6; round++) {
    await fetchOnly(room, ref);
    nowMs += 100_000;
  }
  healthy = true;
  await fetchOnly(room, ref);
  healthy = false;
  nowMs += 100_000;
  await fetchOnly(room, ref);
  const before = target.requests.length;
  healthy = true;
  expect(await room.probe(ref, only!, never)).toMatchObject({ problem: { code: 'http_status' } });
  expect(target.requests).toHaveLength(before);
  nowMs += 5_000;
  expect(await room.probe(ref, only!, never)).toMatchObject({ problem: null });
  await target.close();
});

describe('what a target can do', () => {
  const abilities = (requests: readonly string[]): number =>
    requests.filter((request) => request === 'GET /debug/pprof/').length;

  async function openProbed(handler: Handler) {
    const clock = createClock();
    const target = await startTarget(handler);
    const room = openRoom({ now: clock.now });
    const ref = refOf({ url: target.url });
    const [only] = await selectAll(room, ref);
    return { clock, target, ask: () => room.probe(ref, only!, never) };
  }

  test('is found out once for all who ask, and again when it has become old', async () => {
    const { clock, target, ask } = await openProbed(answerLikeGo);
    await Promise.all([ask(), ask(), ask()]);
    expect(abilities(target.requests)).toBe(1);
    clock.advance(599_000);
    expect(await ask()).toMatchObject({ forms: [0, 1, 2], goVersion: 'go1.26.8', goroutines: recordedGoroutines });
    expect(abilities(target.requests)).toBe(1);
    clock.advance(1_000);
    await ask();
    expect(abilities(target.requests)).toBe(2);
    await target.close();
  });

  test('is dropped when the target fails, because another build may come back', async () => {
    let healthy = true;
    const { clock, target, ask } = await openProbed((request, response) =>
      healthy ? answerLikeGo(request, response) : void response.writeHead(500).end(),
    );
    await ask();
    healthy = false;
    clock.advance(60_000);
    expect(await ask()).toMatchObject({ problem: { code: 'http_status' } });
    healthy = true;
    clock.advance(60_000);
    await ask();
    expect(abilities(target.requests)).toBe(2);
    await target.close();
  });

  test('is not kept while part of it could not be found out', async () => {
    let withText = false;
    const { clock, target, ask } = await openProbed((request, response) =>
      request.url?.endsWith('debug=1') && !withText
        ? void response.writeHead(503).end()
        : answerLikeGo(request, response),
    );
    expect(await ask()).toMatchObject({ forms: [0], problem: null });
    withText = true;
    clock.advance(60_000);
    expect(await ask()).toMatchObject({ forms: [0, 1, 2] });
    expect(abilities(target.requests)).toBe(2);
    await target.close();
  });
});

test('names program counters by the target', async () => {
  const names = new Map([
    [0x489a6en, 'runtime.gopark'],
    [0x41a58en, 'runtime.chanrecv'],
  ]);
  const target = await startTarget((request, response) => {
    const asked = (request.url?.split('?')[1] ?? '').split('+').map(BigInt);
    const lines = asked.filter((pc) => names.has(pc)).map((pc) => `0x${pc.toString(16)} ${names.get(pc)}\n`);
    response.end(`num_symbols: 1\n${lines.join('')}0xdead never.asked\n`);
  });
  const room = openRoom();
  const ref = refOf({ url: target.url });
  const [only] = await selectAll(room, ref);
  const many = Array.from({ length: 700 }, (_, index) => BigInt(index + 1));
  const found = await room.resolveSymbols(ref, only!, [...names.keys(), ...names.keys(), ...many], never);
  expect(found).toEqual(names);
  expect(target.requests).toHaveLength(3);
  await target.close();
  expect(await room.resolveSymbols(ref, only!, [1n], never)).toEqual(new Map());
});
