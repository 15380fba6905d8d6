// Streaming gunzip that keeps data before damage. zlib's own gunzip discards buffered output if a file is truncated or
// has trailing junk. This one reads the members itself (RFC 1952) and reports how the data ended.
import * as zlib from 'node:zlib';
import { looksGzipped } from '../../core/profile/reader.ts';
import type { ByteSource } from './byte-source.ts';

/** How the gzip data ended. Zeros after the last member are padding and not junk. */
export type GzipEnd = 'complete' | 'truncated' | 'corrupt' | 'trailing junk';

/** Bounds the output of one step: input can grow a thousandfold before its size is checked. */
const pieceBytes = 16 * 1024;
const outputBytes = 64 * 1024;

const hasHeaderCrc = 2;
const hasExtra = 4;
const hasName = 8;
const hasComment = 16;

/** Yields unpacked chunks and returns how the data ended. Errors of `source` are rethrown. */
export async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array, GzipEnd, undefined> {
  for (let members = 0; ; members++) {
    if (members > 0) {
      const after = await skipPadding(source);
      if (after === 'end') return 'complete';
      if (!looksGzipped(await source.peek(2))) return 'trailing junk';
    }
    const small = members === 0 ? await inflateSmall(source) : undefined;
    if (small !== undefined) {
      yield small;
      return 'complete';
    }
    const header = await readHeader(source);
    if (header !== 'complete') return header;
    const body = yield* inflateMember(source);
    if (body.end !== 'complete') return body.end;
    const trailer = await take(source, 8);
    if (trailer === undefined) return 'truncated';
    const view = new DataView(trailer.buffer, trailer.byteOffset, 8);
    if (view.getUint32(4, true) !== body.length % 2 ** 32) return 'corrupt';
    if (body.crc !== undefined && view.getUint32(0, true) !== body.crc) return 'corrupt';
  }
}

/** Nearly all profiles are smaller. Unpacking one takes well under a time slice. */
const smallPackedBytes = 64 * 1024;
const smallBytes = 1024 * 1024;

/**
 * Fast path: unpacks a small, intact, single-member text; undefined for any other, which needs the streaming path.
 * Creating a zlib stream and its thread costs more than unpacking such a text.
 */
async function inflateSmall(source: ByteSource): Promise<Uint8Array | undefined> {
  const packed = await source.peek(smallPackedBytes + 1);
  const trailerAt = packed.length - 8;
  if (packed.length > smallPackedBytes || trailerAt < 10 || packed[2] !== 8 || packed[3] !== 0) return undefined;
  const bytes = inflateAll(packed.subarray(10, trailerAt));
  const trailer = new DataView(packed.buffer, packed.byteOffset + trailerAt, 8);
  if (bytes === undefined || trailer.getUint32(4, true) !== bytes.length) return undefined;
  if (typeof zlib.crc32 === 'function' && trailer.getUint32(0, true) !== zlib.crc32(bytes)) return undefined;
  return bytes;
}

/** Undefined if the data is damaged or if more data follows. */
function inflateAll(packed: Uint8Array): Uint8Array | undefined {
  try {
    // zlib's type declarations do not cover the `info` option.
    const { buffer, engine } = zlib.inflateRawSync(packed, {
      info: true,
      maxOutputLength: smallBytes,
    }) as unknown as { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
    return engine.bytesWritten === packed.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

async function readHeader(source: ByteSource): Promise<'complete' | 'truncated' | 'corrupt'> {
  const fixed = await take(source, 10);
  if (fixed === undefined) return 'truncated';
  const flags = fixed[3] ?? 0;
  // Method 8 is deflate, the only defined method. The three highest flags are reserved.
  if (!looksGzipped(fixed) || fixed[2] !== 8 || flags > 31) return 'corrupt';
  if (flags & hasExtra) {
    const size = await take(source, 2);
    if (size === undefined) return 'truncated';
    if ((await take(source, (size[0] ?? 0) + 256 * (size[1] ?? 0))) === undefined) return 'truncated';
  }
  if (flags & hasName && !(await skipText(source))) return 'truncated';
  if (flags & hasComment && !(await skipText(source))) return 'truncated';
  if (flags & hasHeaderCrc && (await take(source, 2)) === undefined) return 'truncated';
  return 'complete';
}

interface Member {
  readonly end: 'complete' | 'truncated' | 'corrupt';
  readonly length: number;
  /** The checksum; undefined on runtimes without `zlib.crc32` (Node before 20.15). */
  readonly crc: number | undefined;
}

async function* inflateMember(source: ByteSource): AsyncGenerator<Uint8Array, Member, undefined> {
  // With this flush mode a truncated stream yields its data instead of an error.
  const inflate = zlib.createInflateRaw({ chunkSize: outputBytes, finishFlush: zlib.constants.Z_SYNC_FLUSH });
  let sourceError: { readonly error: unknown } | undefined;
  let exhausted = false;
  let fedBytes = 0;
  let lastPiece: Uint8Array = new Uint8Array(0);
  const closed = new Promise<void>((resolve) => {
    inflate.once('end', resolve);
    inflate.once('close', resolve);
    inflate.once('error', () => resolve());
  });
  let open = true;
  void closed.then(() => (open = false));

  const feed = async (): Promise<void> => {
    while (open) {
      const chunk = await source.next();
      if (chunk === undefined) {
        exhausted = true;
        inflate.end();
        return;
      }
      const piece = chunk.subarray(0, pieceBytes);
      source.unread(chunk.subarray(pieceBytes));
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- write sets it at the end of a member
      if (!open) {
        source.unread(piece);
        return;
      }
      lastPiece = piece;
      fedBytes += piece.length;
      // After the end of a member some runtimes never call back, and others call back but drop the input.
      await Promise.race([new Promise<void>((resolve) => inflate.write(piece, () => resolve())), closed]);
      if (fedBytes > inflate.bytesWritten) return;
    }
  };
  const feeding = feed().catch((error: unknown) => {
    sourceError = { error };
    inflate.destroy();
  });

  let length = 0;
  let crc: number | undefined = typeof zlib.crc32 === 'function' ? 0 : undefined;
  let corrupt = false;
  try {
    for await (const chunk of inflate as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (crc !== undefined) crc = zlib.crc32(chunk, crc);
      yield chunk;
    }
  } catch {
    corrupt = true;
  } finally {
    inflate.destroy();
  }
  await feeding;
  if (sourceError !== undefined) throw sourceError.error;
  const surplus = fedBytes - inflate.bytesWritten;
  if (!corrupt && surplus > 0) source.unread(lastPiece.subarray(lastPiece.length - surplus));
  // Only a member that ended leaves input over: its trailer.
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- set by callbacks
  const end = corrupt ? 'corrupt' : surplus > 0 || !exhausted ? 'complete' : 'truncated';
  return { end, length, crc };
}

async function take(source: ByteSource, count: number): Promise<Uint8Array | undefined> {
  const taken = new Uint8Array(count);
  let have = 0;
  while (have < count) {
    const chunk = await source.next();
    if (chunk === undefined) return undefined;
    const part = chunk.subarray(0, count - have);
    taken.set(part, have);
    have += part.length;
    source.unread(chunk.subarray(part.length));
  }
  return taken;
}

async function skipText(source: ByteSource): Promise<boolean> {
  for (;;) {
    const chunk = await source.next();
    if (chunk === undefined) return false;
    const end = chunk.indexOf(0);
    if (end < 0) continue;
    source.unread(chunk.subarray(end + 1));
    return true;
  }
}

async function skipPadding(source: ByteSource): Promise<'end' | 'more'> {
  for (;;) {
    const chunk = await source.next();
    if (chunk === undefined) return 'end';
    const start = chunk.findIndex((byte) => byte !== 0);
    if (start < 0) continue;
    source.unread(chunk.subarray(start));
    return 'more';
  }
}
