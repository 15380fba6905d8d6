// Exchanges that end without an answer and without an error: each ends, says so, and gives its place back.
import type * as net from 'node:net';
import { closeRooms, goroutines, never, openRoom, refOf, selectAll } from './testing/data-source.ts';
import { answerLikeGo, startRaw, startTarget } from './testing/fake-target.ts';

afterAll(closeRooms);

const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: tunnel\r\nConnection: Upgrade\r\n\r\n';

/** Writes `text` again and again, as long as somebody takes it. */
const repeat = (text: string) => (socket: net.Socket) => {
  const timer = setInterval(() => socket.write(text), 2);
  socket.on('close', () => clearInterval(timer));
};

const startHeaders = (socket: net.Socket): void => {
  socket.write('HTTP/1.1 200 OK\r\n');
  repeat('x: y\r\n')(socket);
};

const endings: readonly (readonly [string, (socket: net.Socket) => unknown, string])[] = [
  ['switches protocols', (socket) => socket.write(switching), 'not_http'],
  ['switches protocols unasked', (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 'http_status'],
  ['sends 100 Continue without end', repeat('HTTP/1.1 100 Continue\r\n\r\n'), 'not_http'],
  ['sends 103 Early Hints without end', repeat('HTTP/1.1 103 Early Hints\r\n\r\n'), 'not_http'],
  ['closes', (socket) => socket.end(), 'broken_off'],
  ['resets', (socket) => socket.resetAndDestroy(), 'broken_off'],
  ['says nothing', () => undefined, 'timeout'],
  ['never ends its headers', startHeaders, 'timeout'],
  ['stops in its body', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1'), 'timeout'],
];

test.each(endings)('a target that %s fails, and its place is free again', async (_, behave, code) => {
  const hostile = await startRaw((socket) => socket.once('data', () => behave(socket)));
  const healthy = await startTarget(answerLikeGo);
  const room = openRoom();
  const urls = Array.from({ length: 9 }, (_unused, index) => `${hostile.url}/${index}`);
  const jsonData = {
    targets: [
      { urls: [healthy.url] },
      ...urls.map((url, index) => ({ urls: [url], labels: { instance: `${index}` } })),
    ],
  };
  const bounds = { concurrentFetches: 2, fetchTimeout: '300ms' };
  const ref = refOf({ jsonData: { ...jsonData, bounds } });
  const [first, ...others] = await selectAll(room, ref);
  const outcomes = await room.fetch(ref, others, goroutines, never);
  expect(outcomes.map((outcome) => outcome.outcome === 'failed' && outcome.problem.code)).toEqual(
    outcomes.map(() => code),
  );
  expect(await room.fetch(ref, [first!], goroutines, never)).toMatchObject([{ outcome: 'fetched' }]);
  await Promise.all([hostile.close(), healthy.close()]);
});
