// From the bytes of one source to profiles, as they arrive: unpacked where they are gzip, counted against the bounds,
// and handed to the reader in slices small enough that health checks are served in between. For answers of targets,
// for files of any size and for pasted dumps alike.
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Profile, ProfileReader, ReadIssue, ReadResult } from '../../core/profile/model.ts';
import { limits } from '../../core/limits.ts';
import { looksProtobuf } from '../../core/profile/protobuf-input.ts';
import { createProfileReader, looksGzipped } from '../../core/profile/reader.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import { isTurnOver, takeTurn } from '../loop-turns.ts';
import type { MemoryLease } from '../memory-budget.ts';
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
  /** Holds what reading takes; the caller gives it back. Default: reading is not counted. */
  readonly memory?: MemoryLease;
  /** How many bytes the tables of the reader take so far, where it tells. */
  readonly tableBytes?: () => number;
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
    const maxHeldBytes = (await isText(source)) ? textBytes : Infinity;
    const plain = countBytes(readChunks(source), options.maxDecompressedBytes);
    const full = fail(describeFull(options.source));
    if (!(await pushAll(plain.chunks, reader, { ...options, maxHeldBytes }, signal))) return full;

    const counts = [packed.count, ...layers.map((layer) => layer.count), plain.count];
    const exceeded = counts.find((count) => count.exceeded);
    if (exceeded !== undefined) return fail(describeExcess(exceeded, exceeded === packed.count, options));
    const end = layers.map((layer) => layer.end).find((layerEnd) => layerEnd !== 'complete') ?? 'complete';
    const finished = await finishReading(reader, plain.count.bytes, { ...options, maxHeldBytes }, signal);
    if (finished === undefined) return full;
    const result = markDamage(finished, end);
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

interface Accounting extends Pick<StreamOptions, 'memory' | 'tableBytes'> {
  readonly maxHeldBytes: number;
}

/** A protobuf is collected before it is read, in a buffer that is copied when it grows: for a moment there are two. */
const copies = 2;
/** A text is read while it comes: whatever its length, its tables have bounds of their own. */
const textBytes = 64 * 1024 * 1024;

async function isText(source: ByteSource): Promise<boolean> {
  const head = await source.peek(16);
  return !looksProtobuf(head) && String.fromCharCode(...head.subarray(0, 5)) !== 'HTTP/';
}

/** False where there is no memory for what came. */
async function pushAll(
  chunks: AsyncIterable<Uint8Array>,
  reader: ProfileReader,
  { memory, maxHeldBytes }: Accounting,
  signal?: AbortSignal,
): Promise<boolean> {
  let workedMs = 0;
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    const needed = Math.min(copies * bytes, maxHeldBytes);
    if (memory !== undefined && !memory.tryHold(needed) && !(await memory.hold(needed, signal))) return false;
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
  return true;
}

/** A protobuf is read when all of it is there. Undefined where there is no memory for what it becomes. */
async function finishReading(
  reader: ProfileReader,
  bytes: number,
  { memory, tableBytes = () => 0, maxHeldBytes }: Accounting,
  signal?: AbortSignal,
): Promise<ReadResult | undefined> {
  const steps = reader.finishInSteps();
  for (;;) {
    if (isTurnOver()) await takeTurn();
    signal?.throwIfAborted();
    const needed = Math.min(copies * bytes, maxHeldBytes) + tableBytes();
    if (memory !== undefined && !memory.tryHold(needed) && !(await memory.hold(needed, signal))) return undefined;
    let turns = stepsPerLook;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (--turns > 0 && !isTurnOver());
  }
}

/** After so many steps the memory of the tables is looked at again: some megabytes at most. */
const stepsPerLook = 4;

function describeFull(source: string): Problem {
  return {
    code: 'memory_full',
    status: 503,
    source: 'plugin',
    message: `${source} was not read: profiles that are being read take all of the memory that there is for them (${formatSize(limits.memory.value)}, ${formatSize(limits.pasteMemory.value)} of it for pasted dumps). Try again in some seconds; "parked report" reads files of any size.`,
  };
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
