import { gunzipSync, gzipSync } from 'node:zlib';
import type { ProfileReader } from '../../core/profile/model.ts';
import { finish, inOneStep } from '../../core/steps.ts';
import { readProfileStream, type StreamOptions } from './read-profile-stream.ts';
import { recordedBinary, recordedGoroutines, recordedText } from './testing/recorded.ts';

const unbounded: StreamOptions = { source: 'dump.txt', maxBytes: Infinity, maxDecompressedBytes: Infinity };

async function* inPieces(bytes: Uint8Array | string, pieceBytes = 100): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(bytes);
  for (let start = 0; start < all.length; start += pieceBytes) yield all.subarray(start, start + pieceBytes);
}

async function read(bytes: Uint8Array | string, changes: Partial<StreamOptions> = {}) {
  const stream = await readProfileStream(inPieces(bytes), { ...unbounded, ...changes });
  if (!stream.ok) throw new Error(stream.problem.message);
  return stream.value;
}

test.each([
  ['plain text', Buffer.from(recordedText), {}],
  ['packed text', gzipSync(recordedText), {}],
  ['a packed protobuf', recordedBinary, {}],
  ['a plain protobuf', gunzipSync(recordedBinary), {}],
  ['a packed protobuf that the transport packed again', gzipSync(recordedBinary), { contentGzip: true }],
  ['text that the transport packed', gzipSync(recordedText), { contentGzip: true }],
])('reads %s', async (_, bytes, options) => {
  const { result, end, bytes: counted } = await read(bytes, options);
  expect(end).toBe('complete');
  expect(counted).toBe(bytes.length);
  expect(result).toMatchObject({ outcome: 'read', profiles: [{ goroutines: recordedGoroutines, truncated: false }] });
});

test('a text whose gzip is cut off counts as truncated, with what was read before the cut', async () => {
  const { result, end } = await read(gzipSync(recordedText).subarray(0, 500));
  expect(end).toBe('truncated');
  expect(result).toMatchObject({ outcome: 'read', profiles: [{ truncated: true }] });
  expect(result.outcome === 'read' && result.profiles[0]?.parsed).toBeGreaterThan(0);
  expect(result.outcome === 'read' && result.profiles[0]?.issues.map(({ code }) => code)).toContain('gzip_truncated');
});

test('junk behind the gzip is an issue, and the profile whole', async () => {
  const { result, end } = await read(Buffer.concat([gzipSync(recordedText), Buffer.from('junk')]));
  expect(end).toBe('trailing junk');
  expect(result).toMatchObject({ outcome: 'read', profiles: [{ truncated: false, parsed: recordedGoroutines }] });
});

test('a source without a profile is named for what it is', async () => {
  expect((await read('')).result).toMatchObject({ outcome: 'unrecognised', looksLike: 'empty' });
  expect((await read('<html>')).result).toMatchObject({ outcome: 'unrecognised', looksLike: 'html' });
});

describe('a bound is exact', () => {
  const packed = gzipSync(recordedText);

  test.each([
    ['packed', { maxBytes: packed.length }, packed.length - 1],
    ['unpacked', { maxDecompressedBytes: recordedText.length }, recordedText.length - 1],
  ])('%s: as many bytes pass, one more does not', async (_, exact, below) => {
    expect(await read(packed, exact)).toMatchObject({ end: 'complete' });
    const [name] = Object.keys(exact) as ['maxBytes'];
    const tooLarge = await readProfileStream(inPieces(packed), { ...unbounded, [name]: below });
    expect(tooLarge).toMatchObject({ ok: false, problem: { code: 'body_too_large', status: 502 } });
    expect(!tooLarge.ok && tooLarge.problem.message).toContain('dump.txt');
  });

  test('10 KB that unpack to 10 MiB are known after the bound', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    const tooLarge = await readProfileStream(inPieces(bomb), { ...unbounded, maxDecompressedBytes: 1024 * 1024 });
    expect(tooLarge).toMatchObject({ ok: false, problem: { code: 'body_too_large' } });
  });
});

test('timers run while a slow reader works, and an abort ends it', async () => {
  let pushes = 0;
  let ticks = 0;
  const slow: ProfileReader = {
    push: () => {
      pushes++;
      const until = performance.now() + 3;
      while (performance.now() < until);
    },
    finish: () => finish(slow.finishInSteps()),
    finishInSteps: () => inOneStep(() => ({ outcome: 'unrecognised', looksLike: 'empty', hint: '' })),
  };
  const caller = new AbortController();
  const timer = setInterval(() => {
    if (++ticks === 3) caller.abort(new Error('nobody waits'));
  }, 1);
  // One chunk: nothing but the slices gives anyone else a turn.
  const reading = readProfileStream(inPieces(Buffer.alloc(64e6), 64e6), { ...unbounded, reader: slow }, caller.signal);
  await expect(reading).rejects.toThrow('nobody waits');
  clearInterval(timer);
  expect(pushes).toBeLessThan(900);
});

test('an error of the source passes through', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(recordedText);
    throw new Error('the disk is gone');
  }
  await expect(readProfileStream(failing(), unbounded)).rejects.toThrow('the disk is gone');
});
