// Ten megabytes that unpack to ten gigabytes, as the answer of a target: how long the executable takes until it refuses
// them, and how much memory.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget, writeProfile, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { canMeasureCost, measureCost, writeCost } from '../support/process-cost.ts';

const pieceBytes = 64 * 2 ** 20;
const pieces = 160;
const maxGrownBytes = 128 * 2 ** 20;
/** Bytes beyond the bound are not read. The 256 MiB before it cost the time. */
const maxProcessorMs = 8_000;

const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** One member: the same packed piece over and over, with the right checksum at its end. */
function packOnce(piece: Buffer): Buffer {
  const packed = deflateRawSync(piece, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  let checksum = 0;
  for (let round = 0; round < pieces; round++) checksum = crc32(piece, checksum);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE((pieceBytes * pieces) % 2 ** 32, 4);
  return Buffer.concat([gzipHeader, ...Array<Buffer>(pieces).fill(packed), deflateRawSync(Buffer.of()), trailer]);
}

function packInMembers(piece: Buffer): Buffer {
  return Buffer.concat(Array<Buffer>(pieces).fill(gzipSync(piece, { level: 9 })));
}

function repeat(text: string): Buffer {
  return Buffer.alloc(pieceBytes, text);
}

const zeros = repeat('\0');
const goroutines = repeat('goroutine 1 [select]:\nmain.leak()\n\t/src/main.go:10 +0x1\n\n');

let host: PluginHost;
let target: PlainTarget;

jest.setTimeout(300_000);

beforeAll(async () => {
  host = await startPlugin(buildExecutable());
  target = await startPlainTarget(() => 7);
});

afterAll(async () => {
  await host.stop();
  await target.close();
});

const sendWhole = async (response: ServerResponse, body: Buffer) => {
  response.setHeader('Content-Length', body.length);
  response.end(body);
};

async function sendInPieces(response: ServerResponse, body: Buffer): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  try {
    for (let at = 0; at < body.length; at += 65_536) {
      if (!response.write(body.subarray(at, at + 65_536))) await once(response, 'drain', closed);
    }
    response.end();
  } catch (error) {
    if (!closed.signal.aborted) throw error;
  }
}

const bombs: readonly (readonly [string, () => Buffer, boolean, typeof sendInPieces])[] = [
  ['zeros in one member, with Content-Length', () => packOnce(zeros), false, sendWhole],
  ['zeros in one member, as the transport’s own packing, chunked', () => packOnce(zeros), true, sendInPieces],
  ['zeros in 160 members, chunked', () => packInMembers(zeros), false, sendInPieces],
  ['zeros packed twice', () => gzipSync(packOnce(zeros), { level: 9 }), false, sendInPieces],
  ['zeros packed twice, once by the transport', () => gzipSync(packInMembers(zeros), { level: 9 }), true, sendWhole],
  ['empty lines', () => packOnce(repeat('\n')), true, sendInPieces],
  ['the same goroutine over and over', () => packOnce(goroutines), true, sendInPieces],
];

(canMeasureCost ? describe : describe.skip)('ten gigabytes in ten megabytes (needs Linux)', () => {
  describe.each([
    ['debug=0', 'stacks'],
    ['debug=2', 'dump'],
  ])('asked for as %s', (form, queryType) => {
    it.each(bombs)('%s', async (name, make, isTransportPacked, send) => {
      const body = make();
      let sent = 0;
      target.onFetch((path, _, response) => {
        if (!path.includes(form)) {
          response.end(writeProfile(7));
          return true;
        }
        sent++;
        if (isTransportPacked) response.setHeader('Content-Encoding', 'gzip');
        void send(response, body);
        return true;
      });
      const nowMs = Date.now();
      const uid = `${form} ${name}`.replaceAll(/\W/g, '-');
      const source = {
        uid,
        name: uid,
        url: target.url,
        jsonData: { sampling: { enabled: false } },
        lastUpdatedMs: 1,
      };
      const question = { refId: 'A', model: { queryType }, fromMs: nowMs - 60_000, toMs: nowMs };
      const [answers, cost] = await measureCost(host.pid, () => host.queryData(source, 'panel', [question]));
      process.stdout.write(
        `${form}, ${name} (${(body.length / 1e6).toFixed(1)} MB): ${writeCost(cost)}; asked ${sent} times\n`,
      );
      expect(answers.get('A')?.error?.message).toMatch(
        /unpacks to more than 256 MiB|is not a goroutine profile \(gzip\)/,
      );
      expect(sent).toBe(1);
      expect(cost.grownBytes).toBeLessThan(maxGrownBytes);
      expect(cost.processorMs).toBeLessThan(maxProcessorMs);
    });
  });
});
