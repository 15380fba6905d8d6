import type { FiguresOutcome } from './port.ts';
import {
  closeRooms,
  createClock,
  fetchOnly,
  never,
  openRoom,
  refOf,
  selectAll,
  type Room,
} from './testing/data-source.ts';
import { answerLikeGo, startTarget, type FakeTarget, type Handler } from './testing/fake-target.ts';
import type { DataSourceRef } from './port.ts';
import { gzipSync } from 'node:zlib';

afterAll(closeRooms);

const page = `go_goroutines 12\ngo_info{version="go1.26.8"} 1\nhttp_requests_total{code="200"} 5\nmine_total 3\nprocess_start_time_seconds 1.8e+09\n`;

async function open(handler: Handler, jsonData: object = {}, options: Parameters<typeof openRoom>[0] = {}) {
  const target = await startTarget(handler);
  const room = openRoom(options);
  const ref = refOf({ url: target.url, jsonData: { ...jsonData } });
  return { target, room, ref };
}

async function readOnly(room: Room, ref: DataSourceRef, maxAgeMs?: number): Promise<FiguresOutcome> {
  const [only] = await selectAll(room, ref);
  return room.readFigures(ref, only!, never, maxAgeMs);
}

async function readFrom(handler: Handler, jsonData: object = {}): Promise<FiguresOutcome> {
  const { target, room, ref } = await open(handler, jsonData);
  const outcome = await readOnly(room, ref);
  await target.close();
  return outcome;
}

test('a target reports its own figures', async () => {
  expect(await readFrom((_, response) => response.end(page))).toMatchObject({
    outcome: 'read',
    ageMs: 0,
    figures: {
      values: { goroutines: 12, requests: 5, residentBytes: null },
      startMs: 1_800_000_000_000,
      goVersion: 'go1.26.8',
      requestMetric: 'http_requests_total',
    },
  });
});

test('the settings say which metric counts requests', async () => {
  const outcome = await readFrom((_, response) => response.end(page), { requestMetric: 'mine_total' });
  expect(outcome).toMatchObject({ figures: { values: { requests: 3 } } });
});

test('a page that is compressed without a request is unpacked', async () => {
  expect(await readFrom((_, response) => response.end(gzipSync(page)))).toMatchObject({ outcome: 'read' });
});

test.each<[string, Handler]>([
  ['404', (_, response) => response.writeHead(404).end()],
  ['a redirect', (_, response) => response.writeHead(302, { location: '/login' }).end()],
  ['a web page', (_, response) => response.end('<html>go_goroutines</html>')],
  ['nothing', (_, response) => response.end()],
  ['metrics of something else', (_, response) => response.end('up 1\n')],
])('%s is no metrics page, which is no failure', async (_, handler) => {
  expect(await readFrom(handler)).toMatchObject({ outcome: 'missing', problem: { code: 'no_metrics' } });
});

test.each<[string, Handler, string]>([
  ['401', (_, response) => response.writeHead(401).end(), 'unauthorized'],
  ['500', (_, response) => response.writeHead(500).end(page), 'http_status'],
  ['a page beyond the bound', (_, response) => response.end(`${page}${'# x\n'.repeat(1_048_577)}`), 'body_too_large'],
  [
    'a small page that unpacks beyond it',
    (_, response) => response.end(gzipSync('#'.repeat(4_194_305))),
    'body_too_large',
  ],
  [
    'a page that breaks off',
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write(page);
      setTimeout(() => response.destroy(), 5);
    },
    'broken_off',
  ],
])('%s is a failure: half of it would be worse than nothing', async (_, handler, code) => {
  expect(await readFrom(handler)).toMatchObject({ outcome: 'failed', problem: { code } });
});

describe('one page is shared', () => {
  const pages = ({ requests }: FakeTarget): number => requests.filter((request) => request === 'GET /metrics').length;

  test('by all concurrent requests, and while it is fresh', async () => {
    const clock = createClock();
    const { target, room, ref } = await open((_, response) => response.end(page), {}, { now: clock.now });
    await Promise.all(Array.from({ length: 20 }, () => readOnly(room, ref)));
    expect(pages(target)).toBe(1);
    clock.advance(60_000);
    expect(await readOnly(room, ref, 60_001)).toMatchObject({ ageMs: 60_000 });
    expect(pages(target)).toBe(1);
    await readOnly(room, ref, 60_000);
    expect(pages(target)).toBe(2);
    await target.close();
  });

  test('and is asked ever more seldom if there is none', async () => {
    const clock = createClock();
    const { target, room, ref } = await open((_, response) => response.writeHead(404).end(), {}, { now: clock.now });
    const askedAtSeconds: number[] = [];
    for (let seconds = 0; seconds <= 80; seconds++) {
      const before = pages(target);
      expect(await readOnly(room, ref)).toMatchObject({ outcome: 'missing' });
      if (pages(target) > before) askedAtSeconds.push(seconds);
      clock.advance(1_000);
    }
    expect(askedAtSeconds).toEqual([0, 5, 15, 35, 75]);
    await target.close();
  });

  test('and is never requested while the target writes a profile', async () => {
    let running = 0;
    let most = 0;
    const { target, room, ref } = await open((request, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        answerLikeGo(request, response);
      }, 20);
    });
    await Promise.all([fetchOnly(room, ref), readOnly(room, ref)]);
    expect([most, target.requests.length]).toEqual([1, 2]);
    await target.close();
  });
});

test('a target that is gone is told as for profiles', async () => {
  const { target, room, ref } = await open(answerLikeGo);
  const [only] = await selectAll(room, ref);
  const outcome = await room.readFigures(refOf({ url: 'http://other' }), only!, never);
  expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'unknown_target' } });
  await target.close();
});
