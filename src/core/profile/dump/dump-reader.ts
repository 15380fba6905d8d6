// Reads the lines of a dump. readKnownShapes takes the shapes that nearly all lines have; takeLine defines the grammar
// and takes everything else, one line at a time.
import { isBareName, isFunctionName } from '../frame-name.ts';
import { creatorWord, frameKind, unavailableFrame } from '../frame-table.ts';
import { findLocationEnd, findNameEnd, findPlaceBehind } from '../frame-text.ts';
import type { ReadingContext, TextEnd, TextProfileReader } from '../format.ts';
import { findHeaderLine, type HeaderLine } from '../header-line.ts';
import type { Profile } from '../model.ts';
import { opensCounts } from '../counts.ts';
import { readLineMeaning } from '../dump-lines.ts';
import { decodeText, matches, skipBlanks, trimEnd } from '../../transport/byte-text.ts';
import type { Window } from '../../transport/line-windows.ts';
import { findMark } from '../../transport/marks.ts';
import { findCreatorEnd, readCreatorNumber, skipWord } from './creator-line.ts';
import { DumpBuilder, notTheRuntimes } from './dump-builder.ts';
import { finishDump } from './dump-profile.ts';
import { KnownFrames } from './known-frames.ts';
import { KnownHeaders } from './known-headers.ts';
import type { OpenGoroutine } from './open-goroutine.ts';
import type { PendingName } from './pending-name.ts';
import { WholeFrames } from './whole-frames.ts';

const newline = 10;
const tab = 9;
const closingParen = 41;
const placeWord = ' at ';
const empty = new Uint8Array(0);

export class DumpReader implements TextProfileReader {
  readonly #context: ReadingContext;
  readonly #dump: DumpBuilder;
  readonly #goroutine: OpenGoroutine;
  readonly #pending: PendingName;
  readonly #knownHeaders: KnownHeaders;
  readonly #knownFrames: KnownFrames;
  readonly #wholeFrames: WholeFrames;
  readonly #maxLineBytes: number;
  #windowOffset = 0;
  /** The start of another dump was read: the next goroutine belongs to that dump. */
  #closed = false;
  /** The text of a panic is being read. Since Go 1.23 all its lines but the first are indented. */
  #inPanic = false;
  /** Goroutines are listed thread by thread, some of them again. */
  #threads = false;
  /** A blank line followed a header at once: the text has a blank line between all its lines. */
  #doubleSpaced = false;
  #lastBlank = false;
  /** The last line may have been cut: it is no complete line of any kind, or a location without an offset. */
  #lastDoubtful = false;

  constructor(context: ReadingContext, line: number) {
    const dump = new DumpBuilder(context, line);
    const maxLineBytes = context.settings.bounds.line;
    this.#context = context;
    this.#dump = dump;
    this.#goroutine = dump.goroutine;
    this.#pending = dump.pending;
    this.#knownHeaders = new KnownHeaders(dump.headers, maxLineBytes);
    this.#knownFrames = new KnownFrames(dump.frames, dump.trie, dump.innerFrames, maxLineBytes);
    this.#wholeFrames = new WholeFrames(dump.frames, maxLineBytes);
    this.#maxLineBytes = maxLineBytes;
  }

  get line(): number {
    return this.#dump.line;
  }

  set line(line: number) {
    this.#dump.line = line;
  }

  read(window: Window, start: number): number {
    const { texts } = this.#dump.tally;
    texts.enter(window.bytes, start);
    const end = this.#readWindow(window, start);
    if (this.#goroutine.place !== 'outside') texts.carry(end);
    texts.leave();
    return end;
  }

  finish(end: TextEnd): Profile | undefined {
    return finishDump(this.#dump, end, this.#lastDoubtful);
  }

  #readWindow(window: Window, start: number): number {
    const { bytes, view, end } = window;
    this.#windowOffset = window.offset;
    let at = start;
    while (at < end) {
      if (this.#takesKnownShapes()) {
        at = this.#readKnownShapes(bytes, view, at, end);
        if (at === end) break;
      }
      this.#dump.tally.texts.reach(at);
      if (bytes[at] === newline) {
        this.#inPanic = false;
        this.#takeBlank();
        this.#dump.line++;
        at++;
        continue;
      }
      const lineEnd = bytes.indexOf(newline, at);
      if (!this.#takeLine(bytes, at, lineEnd)) return at;
      this.#dump.line++;
      at = lineEnd + 1;
    }
    return end;
  }

  #takesKnownShapes(): boolean {
    return (
      this.#pending.kind === frameKind.special &&
      this.#goroutine.place !== 'ancestors' &&
      !this.#doubleSpaced &&
      !this.#lastBlank &&
      !this.#inPanic
    );
  }

  /** Reads lines while they have the usual shapes. Returns where the first other line begins. */
  #readKnownShapes(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const dump = this.#dump;
    const goroutine = this.#goroutine;
    const knownFrames = this.#knownFrames;
    let at = start;
    while (at < end) {
      if (goroutine.place === 'outside') {
        const behind = this.#beginKnown(bytes, view, at, end);
        if (behind < 0) return at;
        at = behind;
      }
      if (goroutine.place === 'frames') {
        at = knownFrames.walk(goroutine, bytes, view, at, end);
        dump.line += knownFrames.lines;
        if (at >= end) return at;
      }
      if (bytes[at] === newline && (goroutine.depth > 0 || goroutine.creatorFrame !== 0)) {
        dump.tally.texts.reach(at);
        dump.end();
        dump.line++;
        at++;
        continue;
      }
      if (goroutine.place !== 'frames') return at;
      const behind = this.#wholeFrames.read(goroutine, bytes, at, end);
      if (behind < 0) return at;
      dump.line += 2;
      at = behind;
    }
    return at;
  }

  /**
   * Begins a goroutine whose header is alone on its line. Returns where the next line begins; -1 for any other line.
   */
  #beginKnown(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const headers = this.#knownHeaders;
    const behind = headers.read(bytes, view, start, end);
    if (behind < 0 || this.#closed || this.#dump.isListed(headers.id)) return -1;
    const goroutine = this.#goroutine;
    goroutine.announced = false;
    goroutine.isRepeated = false;
    this.#lastDoubtful = false;
    this.#lastBlank = false;
    this.#dump.begin(headers.id, headers.record!, headers.waitMinutes, start, this.#windowOffset);
    this.#dump.line++;
    return behind;
  }

  /** Takes the line from `start` to `lineEnd`; false when it belongs to another profile. */
  #takeLine(bytes: Uint8Array, start: number, lineEnd: number): boolean {
    const isWhole = lineEnd - start <= this.#maxLineBytes;
    if (!isWhole) this.#reportLong();
    // How much of an overlong line is kept depends on how the bytes arrived; its beginning does not.
    let end = isWhole ? lineEnd : start + this.#maxLineBytes;
    if (this.#inPanic && bytes[start] === tab) {
      this.#context.surroundings.take(bytes, start, end);
      return true;
    }
    this.#inPanic = false;
    end = trimEnd(bytes, start, end);
    const indented = start < end && (bytes[start] === tab || bytes[start] === 32);
    const from = skipBlanks(bytes, start, end);
    if (from === end) {
      this.#takeBlank();
      return true;
    }
    this.#lastDoubtful = false;
    if (this.#pending.kind !== frameKind.special && this.#takeLocation(bytes, from, end)) return true;
    const header = findHeaderLine(bytes, start, end);
    if (header) {
      if (header.from > from && !header.announced && isWhole && this.#context.isCarried()) return false;
      if (!this.#openGoroutine(header, start)) return false;
    } else if (opensCounts(bytes, from, end)) return false;
    else if (this.#goroutine.place === 'outside') {
      if (!this.#takeOutside(bytes, from, end, isWhole)) return false;
    } else this.#takeInside(bytes, from, end, indented);
    // An overlong header has begun a text of its own.
    if (!isWhole) this.#dump.tally.texts.spoil();
    this.#lastBlank = false;
    return true;
  }

  #reportLong(): void {
    this.#dump.tally.texts.spoil();
    const message = `A line is longer than ${this.#maxLineBytes} bytes and was not read to its end.`;
    this.#dump.issues.add('line_too_long', message, { line: this.#dump.line });
  }

  #takeBlank(): void {
    if (this.#goroutine.place === 'outside') return;
    if (this.#goroutine.isEmpty && this.#pending.kind === frameKind.special) {
      this.#lastBlank = true;
      return;
    }
    if (!this.#doubleSpaced) this.#dump.end();
  }

  /** Takes the location of the pending name; false when the line is not one. */
  #takeLocation(bytes: Uint8Array, start: number, end: number): boolean {
    const locationEnd = findLocationEnd(bytes, start, end);
    if (locationEnd >= 0) {
      this.#lastDoubtful = locationEnd === end;
      this.#dump.completeFrame(bytes, start, locationEnd);
      return true;
    }
    // The runtime prints a C function without symbols as `non-Go function`, with the address below it.
    if (this.#pending.kind !== frameKind.bare || !matches(bytes, start, end, 'pc=0x')) return false;
    this.#dump.completeFrame(empty, 0, 0);
    return true;
  }

  #takeInside(bytes: Uint8Array, start: number, end: number, indented: boolean): void {
    const place = findPlaceBehind(bytes, start, end);
    if (place > 0 && this.#pending.kind === frameKind.special) {
      // gleak writes a frame and its location on one line.
      this.#takeInside(bytes, start, place - placeWord.length, indented);
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- takeInside sets it
      if (this.#pending.kind !== frameKind.special) this.#dump.completeFrame(bytes, place, end);
      return;
    }
    const isCreator = matches(bytes, start, end, creatorWord);
    const nameEnd = isCreator || bytes[end - 1] !== closingParen ? -1 : findNameEnd(bytes, start, end);
    const nameFrom = isCreator ? start + creatorWord.length : start;
    if ((!isCreator && nameEnd < 0) || !isNamed(bytes, nameFrom, nameEnd, end)) {
      return this.#takeOther(bytes, start, end, indented);
    }
    if (this.#lastBlank) this.#doubleSpaced = true;
    if (this.#goroutine.place === 'ancestors') return;
    if (this.#goroutine.place === 'behindCreator') {
      this.#dump.addUnread('A line stands behind the creator of a goroutine', bytes, start, end);
      return;
    }
    this.#dump.dropPending();
    if (isCreator) this.#takeCreator(bytes, start, end);
    else this.#pending.keep(frameKind.call, bytes, start, nameEnd);
  }

  #takeCreator(bytes: Uint8Array, start: number, end: number): void {
    const nameEnd = findCreatorEnd(bytes, start, end);
    this.#goroutine.creator = readCreatorNumber(bytes, nameEnd, end);
    this.#pending.keep(frameKind.creator, bytes, start, nameEnd);
  }

  #takeOther(bytes: Uint8Array, start: number, end: number, indented: boolean): void {
    const dump = this.#dump;
    const goroutine = this.#goroutine;
    const meaning = readLineMeaning(bytes, start, end);
    switch (meaning.is) {
      case 'elided':
        dump.dropPending();
        if (goroutine.place === 'frames') goroutine.elide(meaning.frames);
        return;
      case 'ancestors':
        dump.dropPending();
        goroutine.place = 'ancestors';
        dump.issues.add('ancestors_skipped', 'The stacks of the goroutines that created a goroutine are not kept.', {
          line: dump.line,
        });
        return;
      case 'unavailable':
        goroutine.isUnavailable = true;
        goroutine.push(unavailableFrame);
        return;
      case 'foreign':
        dump.dropPending();
        dump.addForeign();
        return;
      case 'stop':
        dump.end();
        if (endsSection(bytes, start, end)) this.#closed = true;
        return;
      case 'signal':
        this.#context.surroundings.take(bytes, start, end);
        dump.end();
        if (!this.#threads) this.#closed = true;
        return;
      case 'panic':
        this.#context.surroundings.take(bytes, start, end);
        dump.end();
        this.#closed = true;
        this.#inPanic = true;
        return;
      case 'thread':
        dump.end();
        this.#threads = true;
        return;
      case 'unknown':
        this.#takeUnknown(bytes, start, end, indented);
    }
  }

  #takeUnknown(bytes: Uint8Array, start: number, end: number, indented: boolean): void {
    this.#lastDoubtful = true;
    const { place } = this.#goroutine;
    if (place === 'ancestors') return;
    // A C function has no parentheses, and its location follows. The next line decides.
    const isBare = this.#pending.kind === frameKind.special && place === 'frames' && !indented;
    if (isBare && isBareName(decodeText(bytes, start, end))) this.#pending.keep(frameKind.bare, bytes, start, end);
    else this.#dump.addUnread(notTheRuntimes, bytes, start, end);
  }

  /** Takes a line outside of goroutines; false when the line needs a closer look. */
  #takeOutside(bytes: Uint8Array, start: number, end: number, isWhole: boolean): boolean {
    const meaning = readLineMeaning(bytes, start, end);
    const { begun } = this.#dump;
    this.#context.surroundings.take(bytes, start, end);
    if (meaning.is === 'panic') this.#inPanic = true;
    if ((meaning.is === 'unknown' || meaning.is === 'stop') && endsSection(bytes, start, end)) this.#closed = begun;
    if (meaning.is === 'panic' || (meaning.is === 'signal' && !this.#threads)) this.#closed = begun;
    if (meaning.is === 'thread') this.#threads = true;
    if (meaning.is !== 'unknown') return true;
    if (isWhole && findMark(bytes, start, end) >= 0 && this.#context.isCarried()) return false;
    if (!begun) return true;
    this.#dump.issues.add('outside_lines', 'Lines outside of any goroutine are not part of a dump.', {
      line: this.#dump.line,
    });
    return true;
  }

  /** False when the goroutine belongs to another dump. */
  #openGoroutine(found: HeaderLine, start: number): boolean {
    const dump = this.#dump;
    const goroutine = this.#goroutine;
    const { header } = found;
    const repeats =
      goroutine.announced && goroutine.place === 'frames' && goroutine.depth === 0 && goroutine.id === found.id;
    if (!repeats) dump.end();
    const isListed = !repeats && dump.isListed(found.id);
    const panicsAgain = isListed && header.status === 'running' && this.#reopensAlone();
    const isPrintedTwice = this.#threads || this.#isLockReport;
    if (!repeats && !panicsAgain && (this.#closed || (isListed && !isPrintedTwice))) return false;
    this.#lastBlank = false;
    dump.beginFirst(found.id, header, start, this.#windowOffset);
    goroutine.announced = found.announced;
    goroutine.times = Math.max(1, found.times);
    goroutine.isRepeated = isListed && !dump.tally.dropUnavailable(found.id);
    if (header.unread) {
      const message = 'A part of a goroutine header is none that the Go runtime writes.';
      dump.issues.add('unread_header', message, { line: dump.line });
    }
    return true;
  }

  /** The runtime prints a goroutine again whose stack the program printed when it panicked. */
  #reopensAlone(): boolean {
    const dump = this.#dump;
    const { surroundings } = this.#context;
    if (!this.#closed || dump.tally.parsed !== 1 || !surroundings.hasRecovered) return false;
    this.#closed = false;
    dump.reasons = [...dump.reasons, ...surroundings.settle()];
    return true;
  }

  /** go-deadlock prints who holds the lock, and then everybody. */
  get #isLockReport(): boolean {
    return this.#dump.reasons.some(({ is }) => is === 'lock report');
  }
}

/** Whether the name of a call, or of a creator (`nameEnd` -1), is a valid function name. */
function isNamed(bytes: Uint8Array, from: number, nameEnd: number, end: number): boolean {
  return isFunctionName(decodeText(bytes, from, nameEnd < 0 ? skipWord(bytes, from, end) : nameEnd));
}

/** `=== END goroutine stack dump ===`, or the next report of go-deadlock: what follows is another dump. */
function endsSection(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start < 200 &&
    /^POTENTIAL DEADLOCK|\b(?:BEGIN|END)\b.*\b(?:goroutine|stack|dump)/i.test(decodeText(bytes, start, end))
  );
}
