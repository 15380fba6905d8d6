// Small answers that are no profiles: an index page, a metrics page, a list of symbols.
import { looksGzipped } from '../../core/profile/reader.ts';
import { createByteSource } from './byte-source.ts';
import { gunzip } from './gunzip.ts';

/** The text, unpacked if it is gzip; undefined when it is longer than `maxBytes` before or after unpacking. */
export async function readBounded(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string | undefined> {
  const packed = await collect(chunks, maxBytes);
  if (packed === undefined || !looksGzipped(packed)) return packed && decode(packed);
  const plain = await collect(gunzip(createByteSource(iterate(packed))), maxBytes);
  return plain && decode(plain);
}

async function collect(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

async function* iterate(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield chunk;
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
