// A server that answers with any bytes in any timing: as a target, a metrics page and a discovery server. What it does
// is drawn from the number in the path, so that a failing conversation can be repeated.
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { mutate } from '../mutate.ts';
import { createRandom, pickBelow, pickOne, type Random } from '../random.ts';

export interface HostileTarget {
  readonly port: number;
  close(): Promise<void>;
}

/** `profiles` are what mutations begin with. */
export async function startHostileTarget(profiles: readonly Uint8Array[]): Promise<HostileTarget> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', (head) => {
      const [, path = '/'] = head.toString('latin1').split(' ');
      const seed = Number(/\d+/.exec(path)?.[0] ?? 0);
      void answer(socket, path, createRandom(seed + path.length), profiles);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

type Behave = (socket: Socket, body: Uint8Array, random: Random) => Promise<void> | void;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function send(socket: Socket, head: readonly string[], body: Uint8Array): void {
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
}

const plainly: Behave = (socket, body) => {
  send(socket, ['HTTP/1.1 200 OK', `content-length: ${body.length}`, 'connection: close'], body);
  socket.end();
};

const behaviours: readonly Behave[] = [
  plainly,
  plainly,
  plainly,
  (socket, body) => {
    const packed = gzipSync(body);
    const head = ['HTTP/1.1 200 OK', 'content-encoding: gzip', `content-length: ${packed.length}`];
    send(socket, head, packed);
  },
  (socket, body) => send(socket, ['HTTP/1.1 200 OK', `content-length: ${body.length + 100}`], body),
  (socket, body) => {
    send(socket, ['HTTP/1.1 200 OK', 'content-encoding: gzip'], body);
    socket.end();
  },
  (socket) => send(socket, ['HTTP/1.1 200 OK', 'transfer-encoding: chunked'], Buffer.from('fffffffffffffff\r\nx')),
  (socket) => send(socket, ['HTTP/1.1 101 Switching Protocols', 'connection: upgrade', 'upgrade: x'], Buffer.of(1)),
  (socket, body, random) =>
    send(
      socket,
      [`HTTP/1.1 ${pickOne(random, [204, 301, 302, 401, 403, 404, 429, 500, 503, 599, 999])} X`, 'location: /'],
      body,
    ),
  (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(500)),
  (socket) =>
    send(
      socket,
      ['HTTP/1.1 200 OK', ...Array.from({ length: 400 }, (_, one) => `x-${one}: ${'y'.repeat(200)}`)],
      Buffer.of(1),
    ),
  (socket, body) => void socket.end(body),
  (socket) => void socket.resetAndDestroy(),
  () => undefined,
  async (socket, body) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    for (let at = 0; at < Math.min(body.length, 60) && !socket.destroyed; at++) {
      socket.write(body.subarray(at, at + 1));
      await sleep(20);
    }
    socket.end(body.subarray(60));
  },
  (socket) => {
    const bomb = gzipSync(Buffer.alloc(8 * 2 ** 20, Buffer.from([0x12, 0x00])));
    send(socket, ['HTTP/1.1 200 OK', `content-length: ${bomb.length}`], bomb);
  },
];

const words = [
  '',
  '\ud800',
  '__proto__',
  'constructor',
  'a"b',
  '127.0.0.1:1',
  '169.254.169.254',
  'x'.repeat(5_000),
  'job',
  '\u0000',
];

/** A list of targets that is nearly right. */
function drawList(random: Random): string {
  const word = () => JSON.stringify(pickOne(random, words));
  const group = () => `{"targets":[${word()},${word()}],"labels":{${word()}:${word()},"__metrics_path__":${word()}}}`;
  return pickOne(random, [
    `[${group()},${group()}]`,
    `{"data":${group()}}`,
    `[${'['.repeat(3_000)}`,
    'null',
    '[1]',
    '',
  ]);
}

async function answer(socket: Socket, path: string, random: Random, profiles: readonly Uint8Array[]): Promise<void> {
  const profile = pickOne(random, profiles);
  const isList = path.includes('list') || path.includes('api');
  const text = Buffer.from(
    isList ? drawList(random) : `# HELP x\ngo_goroutines ${pickOne(random, ['7', 'NaN', '-1', 'x', '1e999'])}\n`,
  );
  const whole = path.includes('pprof') ? profile : text;
  const body = pickBelow(random, 3) === 0 ? whole : mutate(Uint8Array.from(whole), random, profiles);
  await pickOne(random, behaviours)(socket, body, random);
}
