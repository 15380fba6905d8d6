// The entry point: from the bytes of one source, in chunks of any size, to profiles. The first bytes decide the medium.
import { matches } from '../transport/byte-text.ts';
import { join } from '../transport/byte-text.ts';
import { ArchiveInput } from './archive/archive-input.ts';
import { findUnpacker } from './archive/list-files.ts';
import { tarSniffBytes } from './archive/tar.ts';
import type { ProfileReader, ReadResult } from './model.ts';
import type { ReaderOptions, ReaderSettings } from './options.ts';
import { settleOptions } from './options.ts';
import { looksProtobuf, ProtobufInput } from './protobuf-input.ts';
import { TextInput } from './text-input.ts';
import { detectWide, WideReader } from './wide-text.ts';
import { namePacked } from './other-inputs.ts';
import { finish, inOneStep, type Steps } from '../steps.ts';

/** Reads goroutine profiles of any form from decompressed bytes as they arrive. */
export function createProfileReader(options?: ReaderOptions): ProfileReader {
  return new SniffingReader(settleOptions(options));
}

/** Reads profiles from bytes that are complete. */
export function readProfiles(bytes: Uint8Array, options?: ReaderOptions): ReadResult {
  const reader = createProfileReader(options);
  reader.push(bytes);
  return reader.finish();
}

/** Whether the bytes begin like a gzip stream, which must be decompressed before it is pushed. */
export function looksGzipped(firstBytes: Uint8Array): boolean {
  return firstBytes[0] === 0x1f && firstBytes[1] === 0x8b;
}

/** Bytes that distinguish the media. */
const sniffBytes = 16;
/** The magic bytes of a tar are far behind its first bytes. A text is ruled out earlier. */
const archiveSniffBytes = tarSniffBytes;
/** Longer text is not HTTP headers. */
const maxHttpHeaderBytes = 64 * 1024;

/** Collects bytes until they show what they are. */
class SniffingReader implements ProfileReader {
  readonly #settings: ReaderSettings;
  #head = new Uint8Array(0);
  #reader: ProfileReader | undefined;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
  }

  push(chunk: Uint8Array): void {
    if (this.#reader) {
      this.#reader.push(chunk);
      return;
    }
    this.#head = join([this.#head, chunk]);
    if (this.#head.length < archiveSniffBytes) return;
    const body = findHttpBody(this.#head);
    if (body !== undefined && (body < 0 || this.#head.length < body + sniffBytes)) return;
    this.#choose(body ?? 0);
  }

  finish(): ReadResult {
    return finish(this.finishInSteps());
  }

  finishInSteps(): Steps<ReadResult> {
    return (this.#reader ?? this.#choose(Math.max(0, findHttpBody(this.#head) ?? 0))).finishInSteps();
  }

  /** `body` is where the headers of a saved response end. */
  #choose(body: number): ProfileReader {
    const hasMark = this.#head[0] === 0xef && this.#head[1] === 0xbb && this.#head[2] === 0xbf;
    const head = hasMark ? this.#head.subarray(3) : this.#head;
    this.#head = new Uint8Array(0);
    const packed = namePacked(head);
    if (packed) return (this.#reader = refuse(packed));
    const archive = findUnpacker(head);
    if (archive) {
      const settings = this.#settings;
      this.#reader = new ArchiveInput(
        settings,
        (sink) => new archive(sink),
        (inner) => new SniffingReader(inner),
      );
      this.#reader.push(head);
      return this.#reader;
    }
    const isProtobuf = looksProtobuf(head.subarray(body, body + sniffBytes));
    this.#reader = isProtobuf ? new ProtobufInput(this.#settings) : this.#createTextReader(head);
    this.#reader.push(isProtobuf ? head.subarray(body) : head);
    return this.#reader;
  }

  #createTextReader(head: Uint8Array): ProfileReader {
    const wide = detectWide(head);
    const reader = new TextInput(this.#settings);
    return wide ? new WideReader(wide, reader) : reader;
  }
}

/** A reader with a fixed result, whatever follows. */
function refuse(result: ReadResult): ProfileReader {
  return { push: () => {}, finish: () => result, finishInSteps: () => inOneStep(() => result) };
}

/**
 * Where the body begins in the output of `curl -i`; -1 when the headers have not ended yet, undefined without headers.
 */
function findHttpBody(head: Uint8Array): number | undefined {
  if (!matches(head, 0, head.length, 'HTTP/')) return undefined;
  const limit = Math.min(head.length, maxHttpHeaderBytes);
  for (let at = head.indexOf(10); at >= 0 && at < limit; at = head.indexOf(10, at + 1)) {
    const next = head[at + 1] === 13 ? at + 2 : at + 1;
    if (next < limit && head[next] === 10) return next + 1;
  }
  return head.length < maxHttpHeaderBytes ? -1 : undefined;
}
