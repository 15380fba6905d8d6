// Reads small answers other than profiles: an index page, a metrics page, a list of targets or symbols.
import { looksGzipped } from '../../core/profile/reader.ts';
import { createByteSource, type ByteSource } from './byte-source.ts';
import { gunzip } from './gunzip.ts';

/** Returns the text, unpacked if it is gzip; undefined if it exceeds `maxBytes` before or after unpacking. */
export async function readBounded(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  const complete = await pushBounded(chunks, maxBytes, (chunk) => parts.push(chunk));
  return complete ? new TextDecoder().decode(Buffer.concat(parts)) : undefined;
}

/** Returns the text of an uncompressed answer, cut at `maxBytes`, and whether it was cut. */
export async function readCut(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly body: string; readonly cut: boolean }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
    if (bytes > maxBytes) break;
  }
  return { body: new TextDecoder().decode(Buffer.concat(parts)), cut: bytes > maxBytes };
}

/**
 * Passes the bytes on as they arrive, unpacked if they are gzip. Returns false as soon as they exceed `maxBytes` before
 * or after unpacking.
 */
export async function pushBounded(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  push: (chunk: Uint8Array) => void,
): Promise<boolean> {
  let packedBytes = 0;
  async function* count(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      packedBytes += chunk.length;
      if (packedBytes > maxBytes) return;
      yield chunk;
    }
  }
  const source = createByteSource(count());
  try {
    const plain = looksGzipped(await source.peek(2)) ? gunzip(source) : iterate(source);
    let bytes = 0;
    for await (const chunk of plain) {
      bytes += chunk.length;
      if (bytes > maxBytes) return false;
      push(chunk);
    }
    return packedBytes <= maxBytes;
  } finally {
    source.close();
  }
}

async function* iterate(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) yield chunk;
}
