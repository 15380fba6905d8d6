// Shared by transports that work line by line. They cut the text into lines and pass on the carried text in one batch
// per stream, which saves a call per line.
import { findMark } from './marks.ts';
import { findLogTime } from './log-time.ts';
import { growBytes } from './grow.ts';
import { LineWindows } from './line-windows.ts';
import type { Decoder, DecoderOutput, Place } from './model.ts';
import { limits } from '../limits.ts';
import { secondMs } from '../agreed-times.ts';

const batchBytes = 64 * 1024;
/** A line that mentions a goroutine does so near its beginning. */
const markReach = 512;
const newline = 10;

/** Text of one stream that is about to be passed on. */
export interface Batch {
  readonly stream: string;
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  line: number;
  /** Line of the input that comes next if none is left out. */
  nextLine: number;
  /** Time of the last line that opened a goroutine or profile. */
  timeMs: number | undefined;
}

export abstract class LineDecoder implements Decoder {
  carriedLines = 0;
  protected readonly output: DecoderOutput;
  /** 1-based number of the current line. */
  protected line: number;
  readonly #batches = new Map<string, Batch>();
  #filled: Batch | undefined;
  #timeMs: number | undefined;
  readonly #windows = new LineWindows(limits.line.value, ({ bytes, start, end }) => this.#takeLines(bytes, start, end));

  constructor(output: DecoderOutput, line: number) {
    this.output = output;
    this.line = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    if (place) {
      this.line = place.line;
      this.#timeMs = place.timeMs;
    }
    this.#windows.push(piece);
    this.flush();
  }

  finish(): void {
    this.#windows.finish();
    this.end();
    this.flush();
  }

  /** Takes the line from `start` to `end`, without its newline. */
  protected abstract takeLine(bytes: Uint8Array, start: number, end: number): void;

  /** The text has ended. Lines that were held back are passed on. */
  protected end(): void {}

  /** The batch of a stream for a line. All other batches are flushed first, so that the text keeps its order. */
  #batchOf(stream: string, line: number): Batch {
    const filled = this.#filled;
    if (filled?.stream === stream && filled.nextLine === line && filled.length < batchBytes) return filled;
    this.flush();
    let batch = this.#batches.get(stream);
    if (!batch) {
      batch = { stream, bytes: new Uint8Array(4096), length: 0, line, nextLine: line, timeMs: this.#timeMs };
      this.#batches.set(stream, batch);
    }
    batch.line = line;
    batch.nextLine = line;
    this.#filled = batch;
    return batch;
  }

  /**
   * Passes on a line of the text. `whole` is the input line around it, which may hold the time; `line` is its number.
   */
  protected carry(
    stream: string,
    bytes: Uint8Array,
    from: number,
    to: number,
    whole: readonly [from: number, to: number] = [from, to],
    line = this.line,
  ): void {
    this.carriedLines++;
    let batch = this.#batchOf(stream, line);
    if (findMark(bytes, from, Math.min(to, from + markReach)) >= 0) {
      const timeMs = findLogTime(bytes, ...whole) ?? this.#timeMs;
      if (timeMs !== undefined && Math.abs(timeMs - (batch.timeMs ?? 0)) >= secondMs) {
        this.flush();
        batch = this.#batchOf(stream, line);
        batch.timeMs = timeMs;
      }
    }
    append(batch, bytes, from, to);
    batch.bytes[batch.length++] = newline;
    batch.nextLine++;
  }

  /** Handles a line that this transport does not carry. Text after it no longer continues the text before it. */
  protected leave(bytes: Uint8Array, start: number, end: number): void {
    this.flush();
    this.output.leave(bytes, start, end, this.line);
  }

  protected flush(): void {
    const batch = this.#filled;
    this.#filled = undefined;
    if (!batch || batch.length === 0) return;
    this.output.write(batch.stream, batch.bytes.subarray(0, batch.length), { line: batch.line, timeMs: batch.timeMs });
    batch.length = 0;
  }

  #takeLines(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      const lineEnd = bytes.indexOf(newline, at);
      this.takeLine(bytes, at, lineEnd);
      this.line++;
      at = lineEnd + 1;
    }
  }
}

/** Appends to a batch and leaves room for a newline. */
export function append(batch: Pick<Batch, 'bytes' | 'length'>, bytes: Uint8Array, from: number, to: number): void {
  const length = to - from;
  if (batch.length + length + 1 > batch.bytes.length) batch.bytes = growBytes(batch.bytes, batch.length + length + 1);
  const target = batch.bytes;
  let at = batch.length;
  if (length > 48) target.set(bytes.subarray(from, to), at);
  else for (let i = from; i < to; i++) target[at++] = bytes[i]!;
  batch.length += length;
}
