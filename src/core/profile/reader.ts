// The way in: bytes of one source, in any pieces, to profiles. Tells protobuf from text, strips what came before, and
// hands each profile to the reader of its form.
import { formats } from './formats.ts';
import type { ProtobufFormat, TextEnd, TextFormat, TextProfileReader } from './formats.ts';
import { IssueLog } from './issues.ts';
import type { Profile, ProfileFormat, ProfileReader, ReadIssue, ReadResult } from './model.ts';
import type { ReaderOptions, ReaderSettings } from './options.ts';
import { settleOptions } from './options.ts';
import { nameOtherCounts, nameOtherProfile, nameOtherText, unrecognised } from './other-inputs.ts';
import { Pool } from './pool.ts';
import { readProfileMessages, type ProfileMessage } from './profile-message.ts';
import { giveTables } from './profile-tables.ts';
import { findGoroutineColumn } from './samples.ts';
import type { Window } from './text-source.ts';
import { LineWindows } from './text-source.ts';
import { detectUtf16, Utf16Reader } from './utf16.ts';
import { spells } from './frame-text.ts';
import { growBytes } from './grow.ts';
import { finish, inOneStep, type Steps } from '../steps.ts';

/** Reads goroutine profiles of any form out of decompressed bytes as they arrive. */
export function createProfileReader(options?: ReaderOptions): ProfileReader {
  return new SniffingReader(settleOptions(options));
}

/** The same for bytes that are all there. */
export function readProfiles(bytes: Uint8Array, options?: ReaderOptions): ReadResult {
  const reader = createProfileReader(options);
  reader.push(bytes);
  return reader.finish();
}

/** Whether the bytes begin like a gzip stream: they have to be decompressed before they are pushed. */
export function looksGzipped(firstBytes: Uint8Array): boolean {
  return firstBytes[0] === 0x1f && firstBytes[1] === 0x8b;
}

/** Bytes that tell one medium from another. */
const sniffBytes = 16;
/** HTTP headers longer than this are none. */
const maxHttpHeaderBytes = 64 * 1024;

/** Waits for as many bytes as it takes to know what they are. */
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
    if (this.#head.length < sniffBytes) return;
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

  /** `body` is where the headers of a saved answer end. */
  #choose(body: number): ProfileReader {
    const head = this.#head;
    this.#head = new Uint8Array(0);
    const isProtobuf = looksProtobuf(head.subarray(body, body + sniffBytes));
    this.#reader = isProtobuf ? new ProtobufReader(this.#settings) : this.#createTextReader(head);
    this.#reader.push(isProtobuf ? head.subarray(body) : head);
    return this.#reader;
  }

  #createTextReader(head: Uint8Array): ProfileReader {
    const order = detectUtf16(head);
    const reader = new TextReader(this.#settings);
    return order ? new Utf16Reader(order, reader) : reader;
  }
}

/** Where the body begins of what `curl -i` wrote; -1 when the headers have not ended yet, undefined when there are none. */
function findHttpBody(head: Uint8Array): number | undefined {
  if (!spells(head, 0, head.length, 'HTTP/')) return undefined;
  const limit = Math.min(head.length, maxHttpHeaderBytes);
  for (let at = head.indexOf(10); at >= 0 && at < limit; at = head.indexOf(10, at + 1)) {
    const next = head[at + 1] === 13 ? at + 2 : at + 1;
    if (next < limit && head[next] === 10) return next + 1;
  }
  return head.length < maxHttpHeaderBytes ? -1 : undefined;
}

/** A profile begins with a field it knows, and text does not have the bytes that lengths and types take. */
function looksProtobuf(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  const field = first >> 3;
  const type = first & 7;
  if (field < 1 || field > 14 || (type !== 2 && type !== 0)) return false;
  return head.subarray(1).some((byte) => byte < 9 || (byte > 13 && byte < 27));
}

/** Nothing that was read refers to the bytes it was read from. */
const buffers = new Pool(4, () => new Uint8Array(new ArrayBuffer(64 * 1024)));
const mostKeptBytes = 4 * 1024 * 1024;

class ProtobufReader implements ProfileReader {
  readonly #settings: ReaderSettings;
  #bytes = buffers.take();
  #length = 0;
  #tooLong = false;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
  }

  push(chunk: Uint8Array): void {
    const start = this.#length;
    this.#length += chunk.length;
    if (this.#length > this.#settings.bounds.decompressed) {
      this.#tooLong = true;
      this.#bytes = new Uint8Array(0);
      return;
    }
    this.#bytes = growBytes(this.#bytes, this.#length);
    this.#bytes.set(chunk, start);
  }

  finish(): ReadResult {
    return finish(this.finishInSteps());
  }

  *finishInSteps(): Steps<ReadResult> {
    const result = yield* this.#read();
    if (this.#bytes.length <= mostKeptBytes) buffers.give(this.#bytes);
    this.#bytes = new Uint8Array(0);
    return result;
  }

  *#read(): Steps<ReadResult> {
    const { decompressed } = this.#settings.bounds;
    if (this.#tooLong) {
      const message = `The profile has more than ${decompressed} bytes, the most that is read of a protobuf.`;
      return {
        outcome: 'broken',
        format: 'debug=0',
        issue: { code: 'too_long', message, offset: decompressed, times: 1 },
      };
    }
    const messages = yield* readProfileMessages(this.#bytes.subarray(0, this.#length), new IssueLog());
    const result = yield* this.#readMessages(messages);
    for (const message of messages) giveTables(message);
    return result;
  }

  *#readMessages(messages: readonly ProfileMessage[]): Steps<ReadResult> {
    const profiles: Profile[] = [];
    for (const message of messages) {
      if (!findGoroutineColumn(message)) {
        const last = profiles.pop();
        if (last) {
          profiles.push({ ...last, truncated: true, issues: [...last.issues, describeRest(message.offset)] });
          continue;
        }
        if (message.strings.length === 0 && message.samples.length === 0) return unrecognised('unknown', notReadable);
        if (!message.cut && message.sampleTypes.length > 0) return nameOtherProfile(message);
        const issue = message.cut
          ? {
              code: 'truncated',
              message: `The profile breaks off: ${message.cut.message}`,
              offset: message.cut.offset,
              times: 1,
            }
          : {
              code: 'no_sample_type',
              message: 'The profile does not say what it counts.',
              offset: message.offset,
              times: 1,
            };
        return { outcome: 'broken', format: 'debug=0', issue };
      }
      const format = claim((each) => each.medium === 'protobuf' && each.claims(message)) as ProtobufFormat;
      const read = yield* format.read(message, { settings: this.#settings, profile: profiles.length });
      if ('code' in read) return { outcome: 'broken', format: 'debug=0', issue: read };
      profiles.push(read);
    }
    return { outcome: 'read', profiles };
  }
}

function describeRest(offset: number): ReadIssue {
  const message = 'What follows the profile is neither part of it nor another one that counts goroutines.';
  return { code: 'unread_rest', message, offset, times: 1 };
}

const notReadable =
  'These bytes are neither text nor a profile. Send /debug/pprof/goroutine (debug=0, 1 or 2), or the text of a crash.';

/** The most particular form that says yes: later ones of the list are. */
function claim(says: (format: TextFormat | ProtobufFormat) => boolean): TextFormat | ProtobufFormat | undefined {
  return Object.values(formats).reverse().find(says);
}

const textFormats = (Object.keys(formats) as ProfileFormat[])
  .map((name) => formats[name])
  .filter((format) => format.medium === 'text');

/** Profiles of one text. A log may hold many dumps; what goes on for ever was made to fill memory. */
const maxProfiles = 1000;
/** The same for their entries together, in units of what one profile may have. */
const maxEntriesInProfiles = 10;

/** No profile opens with less: `panic: `, `1 @ 0x1`. Whoever sends short lines without end is soon through. */
const leastOpeningBytes = 7;

/** How much of a text is kept to say what it is when it is no profile. */
const keptHeadBytes = 4096;

class TextReader implements ProfileReader {
  readonly #settings: ReaderSettings;
  readonly #windows: LineWindows;
  readonly #profiles: Profile[] = [];
  #head = new Uint8Array(0);
  #headLength = 0;
  #reader: TextProfileReader | undefined;
  #line = 1;
  #entries = 0;
  #isFull = false;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
    this.#windows = new LineWindows(settings.bounds.line, (window) => this.#take(window));
  }

  push(chunk: Uint8Array): void {
    if (this.#headLength < keptHeadBytes) this.#keepHead(chunk);
    this.#windows.push(chunk);
  }

  /** A text is read while it comes: there is nothing left to do. */
  finishInSteps(): Steps<ReadResult> {
    return inOneStep(() => this.finish());
  }

  finish(): ReadResult {
    const cutLine = this.#windows.finish();
    this.#endProfile({ cutLine, offset: this.#windows.offset }, false);
    const head = this.#head.subarray(0, this.#headLength);
    const other = nameOtherCounts(head);
    if (other) return other;
    if (this.#profiles.length > 0) return { outcome: 'read', profiles: this.#profiles };
    return looksGzipped(head)
      ? unrecognised('gzip', 'These bytes are still compressed. Decompress them first.')
      : nameOtherText(head);
  }

  #keepHead(chunk: Uint8Array): void {
    const length = Math.min(chunk.length, keptHeadBytes - this.#headLength);
    this.#head = growBytes(this.#head, this.#headLength + length);
    for (let i = 0; i < length; i++) this.#head[this.#headLength + i] = chunk[i]!;
    this.#headLength += length;
  }

  #take(window: Window): void {
    if (this.#isFull) return;
    let at = window.start;
    while (at < window.end && !this.#isFull) {
      if (this.#reader) {
        at = this.#reader.read(window, at);
        this.#line = this.#reader.line;
        if (at < window.end) this.#endProfile({ cutLine: false, offset: window.offset + at }, true);
        continue;
      }
      const shortEnd = findShortEnd(window.bytes, at);
      if (shortEnd >= 0) {
        this.#line++;
        at = shortEnd + 1;
        continue;
      }
      const lineEnd = window.bytes.indexOf(10, at);
      const readable = Math.min(lineEnd, at + this.#settings.bounds.line);
      const format = textFormats.find((each) => each.opensAt(window.bytes, at, readable));
      if (format) {
        const context = { settings: this.#settings, profile: this.#profiles.length };
        this.#reader = format.createReader(context, this.#line);
        continue;
      }
      this.#line++;
      at = lineEnd + 1;
    }
  }

  /** `more`: text follows. */
  #endProfile(end: TextEnd, more: boolean): void {
    if (!this.#reader) return;
    const profile = this.#reader.finish(end);
    this.#reader = undefined;
    if (!profile) return;
    this.#entries += profile.entries.length;
    const { groupsPerProfile } = this.#settings.bounds;
    this.#isFull = this.#profiles.length + 1 >= maxProfiles || this.#entries > groupsPerProfile * maxEntriesInProfiles;
    this.#profiles.push(this.#isFull && more ? tellMore(profile, this.#line, this.#profiles.length + 1) : profile);
  }
}

/** Where a line ends that is too short to open a profile; -1 where it is longer. */
function findShortEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at < start + leastOpeningBytes; at++) if (bytes[at] === 10) return at;
  return -1;
}

function tellMore(profile: Profile, line: number, profiles: number): Profile {
  const message = `The text holds more than the ${profiles} profiles that are read of one; what follows is not read.`;
  return { ...profile, issues: [...profile.issues, { code: 'more_profiles', message, line, times: 1 }] };
}

function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}
