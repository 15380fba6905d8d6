// From the bytes of one source to profiles, as they arrive: unpacked where they are gzip, counted against the bounds,
// and handed to the reader in slices small enough that health checks are served in between. For answers of targets,
// for files of any size and for pasted dumps alike.
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Profile, ProfileReader, ReadIssue, ReadResult } from '../../core/profile/model.ts';
import { createProfileReader, looksGzipped } from '../../core/profile/reader.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import { takeTurns } from '../loop-turns.ts';
import { createByteSource, type ByteSource } from './byte-source.ts';
import { gunzip, type GzipEnd } from './gunzip.ts';

/** How long text is read before others have a look at the loop. Without a place in their line: a target's answer would get old in it. */
const sliceMs = 5;
/** What a reader takes in well under `sliceMs`. */
const sliceBytes = 64 * 1024;

export interface StreamOptions {
  /** Begins the sentence about a source that is too large: `dump.txt`, `The pasted dump`, `What app:6060 sent`. */
  readonly source: string;
  /** As they come, packed or not. Infinity: no bound. */
  readonly maxBytes: number;
  /** After unpacking, each layer. Infinity: no bound. */
  readonly maxDecompressedBytes: number;
  /** What to do about a source that is larger, as a sentence. */
  readonly tooLargeAdvice?: string;
  /** The transport says that it packed the body itself (`Content-Encoding: gzip`). */
  readonly contentGzip?: boolean;
  /** Made for this stream alone. Default: a reader that keeps every label, under the default bounds. */
  readonly reader?: ProfileReader;
}

export interface ReadStream {
  readonly result: ReadResult;
  /** As they came. */
  readonly bytes: number;
  /** What the reader was given. */
  readonly decompressedBytes: number;
  /** How its gzip ended; `complete` for plain text, whose end only the reader can judge. */
  readonly end: GzipEnd;
}

/**
 * Reads to the end, past a bound only so far as to know it (`body_too_large`, status 502). Gzip is told by its first
 * bytes, in several members and in two layers if need be; where it is damaged, what was read stands, the last profile
 * counts as truncated and has an issue more. Rejects only as `chunks` does, or with the signal's reason.
 */
export async function readProfileStream(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions,
  signal?: AbortSignal,
): Promise<Result<ReadStream>> {
  const reader = options.reader ?? createProfileReader();
  const packed = countBytes(chunks, options.maxBytes);
  const layers: Layer[] = [];
  let source = createByteSource(packed.chunks);
  try {
    if (options.contentGzip === true) source = addLayer(source, layers, options.maxDecompressedBytes);
    if (looksGzipped(await source.peek(2))) source = addLayer(source, layers, options.maxDecompressedBytes);
    const plain = countBytes(readChunks(source), options.maxDecompressedBytes);
    await pushAll(plain.chunks, reader, signal);

    const counts = [packed.count, ...layers.map((layer) => layer.count), plain.count];
    const exceeded = counts.find((count) => count.exceeded);
    if (exceeded !== undefined) return fail(describeExcess(exceeded, exceeded === packed.count, options));
    const end = layers.map((layer) => layer.end).find((layerEnd) => layerEnd !== 'complete') ?? 'complete';
    const result = markDamage(await finishReading(reader, signal), end);
    return succeed({ result, bytes: packed.count.bytes, decompressedBytes: plain.count.bytes, end });
  } finally {
    source.close();
  }
}

interface Count {
  bytes: number;
  exceeded: boolean;
  readonly maxBytes: number;
}

/** The same chunks, until there are more bytes than `maxBytes`; the chunk that goes too far is left out. */
function countBytes(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): { readonly chunks: AsyncIterable<Uint8Array>; readonly count: Count } {
  const count: Count = { bytes: 0, exceeded: false, maxBytes };
  async function* pass(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      count.bytes += chunk.length;
      if (count.bytes > maxBytes) {
        count.exceeded = true;
        return;
      }
      yield chunk;
    }
  }
  return { chunks: pass(), count };
}

interface Layer {
  readonly count: Count;
  end: GzipEnd;
}

function addLayer(source: ByteSource, layers: Layer[], maxBytes: number): ByteSource {
  async function* unpack(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      layer.end = yield* gunzip(source);
    } finally {
      source.close();
    }
  }
  const counted = countBytes(unpack(), maxBytes);
  const layer: Layer = { count: counted.count, end: 'complete' };
  layers.push(layer);
  return createByteSource(counted.chunks);
}

async function* readChunks(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) yield chunk;
}

async function pushAll(chunks: AsyncIterable<Uint8Array>, reader: ProfileReader, signal?: AbortSignal): Promise<void> {
  let workedMs = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += sliceBytes) {
      const fromMs = performance.now();
      reader.push(chunk.subarray(start, start + sliceBytes));
      workedMs += performance.now() - fromMs;
      if (workedMs < sliceMs) continue;
      await yieldToEventLoop();
      signal?.throwIfAborted();
      workedMs = 0;
    }
  }
  signal?.throwIfAborted();
}

/** A protobuf is read when all of it is there. */
async function finishReading(reader: ProfileReader, signal?: AbortSignal): Promise<ReadResult> {
  const result = await takeTurns(reader.finishInSteps(), signal);
  // There is one unless nobody waits for it.
  if (result === undefined) throw signal?.reason;
  return result;
}

function describeExcess(count: Count, packed: boolean, { source, tooLargeAdvice }: StreamOptions): Problem {
  const how = packed ? 'is larger than' : 'unpacks to more than';
  return {
    code: 'body_too_large',
    status: 502,
    source: 'downstream',
    message: `${source} ${how} ${formatSize(count.maxBytes)}.${tooLargeAdvice ? ` ${tooLargeAdvice}` : ''}`,
  };
}

const damage: Readonly<Record<Exclude<GzipEnd, 'complete'>, ReadIssue>> = {
  truncated: { code: 'gzip_truncated', message: 'The gzip text ends before it is complete.', times: 1 },
  corrupt: { code: 'gzip_corrupt', message: 'The gzip text is damaged; it was read up to there.', times: 1 },
  'trailing junk': {
    code: 'gzip_trailing_junk',
    message: 'Something that is not gzip follows the gzip text.',
    times: 1,
  },
};

function markDamage(result: ReadResult, end: GzipEnd): ReadResult {
  if (end === 'complete' || result.outcome !== 'read') return result;
  const mark = (profile: Profile): Profile => ({
    ...profile,
    truncated: profile.truncated || end !== 'trailing junk',
    issues: [...profile.issues, damage[end]],
  });
  const last = result.profiles.length - 1;
  return { ...result, profiles: result.profiles.map((profile, index) => (index === last ? mark(profile) : profile)) };
}
