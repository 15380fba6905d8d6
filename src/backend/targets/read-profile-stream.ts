// Parses a byte stream into profiles while it arrives. It unpacks gzip, enforces the bounds, and feeds the reader in
// small slices so that health checks are served in between. Used for targets, files and pasted dumps.
import type { Profile, ProfileReader, ReadIssue, ReadResult } from '../../core/profile/model.ts';
import { limits } from '../../core/limits.ts';
import { looksProtobuf } from '../../core/profile/protobuf-input.ts';
import { createProfileReader, looksGzipped } from '../../core/profile/reader.ts';
import { fail, succeed, type Problem, type Result } from '../../core/problem.ts';
import { formatSize } from '../../core/query/settings-size.ts';
import { isTurnOver, takeTurn } from '../loop-turns.ts';
import type { MemoryLease } from '../memory-budget.ts';
import { isReadingTurnOver, noteReading, takeReadingTurn } from './reading-turns.ts';
import { createByteSource, type ByteSource } from './byte-source.ts';
import { gunzip, type GzipEnd } from './gunzip.ts';

/** The reader parses this much in a fraction of a millisecond. */
const sliceBytes = 16 * 1024;

export interface StreamOptions {
  /** Subject of the message about a source that is too large: `dump.txt`, `The pasted dump`, `What app:6060 sent`. */
  readonly source: string;
  /** Bound on the received bytes, packed or not. Infinity: no bound. */
  readonly maxBytes: number;
  /** Bound on the bytes after unpacking, for each layer. Infinity: no bound. */
  readonly maxDecompressedBytes: number;
  /** A sentence that says what to do about a source that is too large. */
  readonly tooLargeAdvice?: string;
  /** The transport declares that it compressed the body (`Content-Encoding: gzip`). */
  readonly contentGzip?: boolean;
  /** Accounts for the memory of parsing; the caller releases it. Default: no accounting. */
  readonly memory?: MemoryLease;
  /** Size of the reader's tables so far, in bytes, if the reader reports it. */
  readonly tableBytes?: () => number;
  /** A reader for this stream only. Default: a reader that keeps every label, under the default bounds. */
  readonly reader?: ProfileReader;
}

export interface ReadStream {
  readonly result: ReadResult;
  /** Received bytes. */
  readonly bytes: number;
  /** Bytes after unpacking. */
  readonly decompressedBytes: number;
  /** How the gzip data ended; `complete` for plain text, because only the reader can judge its end. */
  readonly end: GzipEnd;
}

/**
 * Reads to the end or until a bound is exceeded (`body_too_large`, status 502). Gzip is recognised by its first bytes,
 * including several members and two layers. If the gzip data is damaged, everything before the damage is kept, the last
 * profile counts as truncated and gets one more issue. Rejects only if `chunks` rejects, or with the signal's reason.
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
    const estimate = (await isText(source)) ? estimateText : estimateProtobuf;
    const plain = countBytes(readChunks(source), options.maxDecompressedBytes);
    const full = fail(describeFull(options.source));
    if (!(await pushAll(plain.chunks, reader, { ...options, estimate }, signal))) return full;

    const counts = [packed.count, ...layers.map((layer) => layer.count), plain.count];
    const exceeded = counts.find((count) => count.exceeded);
    if (exceeded !== undefined) return fail(describeExcess(exceeded, exceeded === packed.count, options));
    const end = layers.map((layer) => layer.end).find((layerEnd) => layerEnd !== 'complete') ?? 'complete';
    const finished = await finishReading(reader, plain.count.bytes, { ...options, estimate }, signal);
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

/** Passes chunks on until they exceed `maxBytes`. The chunk that exceeds it is dropped. */
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
  /** Memory by the number of bytes read. */
  readonly estimate: (bytes: number) => number;
}

/** A protobuf is collected in a buffer before parsing. Growing the buffer copies it, so two exist for a moment. */
const protobufFactor = 2;
/**
 * Text is parsed while it arrives. Its stacks take this many times its length where all of them differ (measured on
 * JavaScriptCore), and the parser's tables have their own bounds, so `textBytes` covers any length.
 */
const textFactor = 8;
const textBytes = 40 * 1024 * 1024;

const estimateText = (bytes: number): number => Math.min(textFactor * bytes, textBytes);
const estimateProtobuf = (bytes: number): number => protobufFactor * bytes;

async function isText(source: ByteSource): Promise<boolean> {
  const head = await source.peek(16);
  return !looksProtobuf(head) && String.fromCharCode(...head.subarray(0, 5)) !== 'HTTP/';
}

/** Returns false if there is not enough memory. */
async function pushAll(
  chunks: AsyncIterable<Uint8Array>,
  reader: ProfileReader,
  { memory, estimate }: Accounting,
  signal?: AbortSignal,
): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    const needed = estimate(bytes);
    if (memory !== undefined && !memory.tryHold(needed) && !(await memory.hold(needed, signal))) return false;
    for (let start = 0; start < chunk.length; start += sliceBytes) {
      if (isReadingTurnOver()) await takeReadingTurn();
      signal?.throwIfAborted();
      const fromMs = performance.now();
      reader.push(chunk.subarray(start, start + sliceBytes));
      noteReading(performance.now() - fromMs);
    }
  }
  signal?.throwIfAborted();
  return true;
}

/** Parses a complete protobuf. Undefined if there is not enough memory for the result. */
async function finishReading(
  reader: ProfileReader,
  bytes: number,
  { memory, tableBytes = () => 0, estimate }: Accounting,
  signal?: AbortSignal,
): Promise<ReadResult | undefined> {
  const steps = reader.finishInSteps();
  for (;;) {
    if (isTurnOver()) await takeTurn();
    signal?.throwIfAborted();
    const needed = estimate(bytes) + tableBytes();
    if (memory !== undefined && !memory.tryHold(needed) && !(await memory.hold(needed, signal))) return undefined;
    let turns = stepsPerLook;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (--turns > 0 && !isTurnOver());
  }
}

/** Steps between two checks of the tables' memory. They grow by a few megabytes at most in between. */
const stepsPerLook = 4;

function describeFull(source: string): Problem {
  return {
    code: 'memory_full',
    status: 503,
    source: 'plugin',
    message:
      `${source} was not read: profiles that are being read take all of the memory that there is for them ` +
      `(${formatSize(limits.memory.value)}, ${formatSize(limits.pasteMemory.value)} of it for pasted dumps). Try ` +
      'again in some seconds; "parked report" reads files of any size.',
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
