import { gunzipSync, gzipSync } from 'node:zlib';
import { createByteSource } from './byte-source.ts';
import { gunzip, type GzipEnd } from './gunzip.ts';
import { recordedBinary } from './testing/recorded.ts';

async function unpack(packed: Buffer, pieceBytes: number): Promise<{ plain: Buffer; end: GzipEnd }> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < packed.length; start += pieceBytes) yield packed.subarray(start, start + pieceBytes);
  }
  const parts: Uint8Array[] = [];
  const unpacking = gunzip(createByteSource(pieces()));
  for (;;) {
    const step = await unpacking.next();
    if (step.done === true) return { plain: Buffer.concat(parts), end: step.value };
    parts.push(step.value);
  }
}

const text = Buffer.from(Array.from({ length: 500 }, (_, line) => `goroutine ${line * 7919} [select]:\n`).join(''));
const packedText = gzipSync(text);

/** A header with every optional part (RFC 1952, 2.3): extra field, name, comment, checksum. */
const fullHeader = Buffer.from([0x1f, 0x8b, 8, 30, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 97, 0, 98, 99, 0, 1, 2]);

describe.each([1, 7, 1_000, 1e9])('in pieces of %i bytes', (pieceBytes) => {
  test.each<[string, Buffer, Buffer, GzipEnd]>([
    ['one member', packedText, text, 'complete'],
    ['several members', Buffer.concat([packedText, gzipSync(''), packedText]), Buffer.concat([text, text]), 'complete'],
    ['a header with everything', Buffer.concat([fullHeader, packedText.subarray(10)]), text, 'complete'],
    ['zeros behind, as padding', Buffer.concat([packedText, Buffer.alloc(50)]), text, 'complete'],
    ['junk behind', Buffer.concat([packedText, Buffer.from('junk')]), text, 'trailing junk'],
    ['a wrong checksum', damage(packedText, packedText.length - 8), text, 'corrupt'],
    ['a wrong length', damage(packedText, packedText.length - 1), text, 'corrupt'],
    ['a second member that is cut off', Buffer.concat([packedText, packedText.subarray(0, 5)]), text, 'truncated'],
    ['a trailer that is cut off', packedText.subarray(0, -3), text, 'truncated'],
    ['the two magic bytes alone', packedText.subarray(0, 2), Buffer.alloc(0), 'truncated'],
    ['an unknown method', damage(packedText, 2), Buffer.alloc(0), 'corrupt'],
  ])('%s', async (_, packed, plain, end) => {
    const unpacked = await unpack(packed, pieceBytes);
    expect(unpacked.end).toBe(end);
    expect(unpacked.plain.equals(plain)).toBe(true);
  });
});

test.each([0.1, 0.5, 0.9])('the text before a cut at %d is kept', async (share) => {
  const { plain, end } = await unpack(packedText.subarray(0, Math.floor(packedText.length * share)), 1_000);
  expect(end).toBe('truncated');
  expect(plain.equals(text.subarray(0, plain.length))).toBe(true);
  expect(plain.length).toBeGreaterThan(text.length * (share - 0.1));
});

test('damage in the middle is reported, and gives no wrong text', async () => {
  const { plain, end } = await unpack(damage(packedText, Math.floor(packedText.length / 2)), 1_000);
  expect(end).toBe('corrupt');
  expect(plain.length).toBeLessThanOrEqual(text.length * 2);
});

test("a profile as Go's own gzip writer made it", async () => {
  const { plain, end } = await unpack(recordedBinary, 100);
  expect(end).toBe('complete');
  expect(plain.equals(gunzipSync(recordedBinary))).toBe(true);
});

test('an error of the source passes through', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield packedText.subarray(0, 100);
    throw new Error('the disk is gone');
  }
  const unpacking = gunzip(createByteSource(failing()));
  await expect(
    (async () => {
      while ((await unpacking.next()).done !== true);
    })(),
  ).rejects.toThrow('the disk is gone');
});

function damage(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  return damaged;
}
