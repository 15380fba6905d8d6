// Reads debug=2 and everything else that prints goroutines the same way: SIGQUIT, panics, crashes, runtime.Stack,
// goleak.
//
// This file is longer than others for speed. The loop that recognises a goroutine (readKnownShapes) shares its state
// with the reader of single lines (takeLine), and a split would add calls and copies to the loop. Both read the same
// grammar. takeLine defines it for one line at a time; readKnownShapes takes the shapes that nearly all lines have, and
// leaves everything else to takeLine.
import { readLineMeaning } from './dump-lines.ts';
import type { FrameKind } from './frame-table.ts';
import { creatorWord, elidedFrame, frameKind, FrameTable, noFrame, unavailableFrame } from './frame-table.ts';
import { decodeText, isDigit, isHexDigit, skipBlanks, matches, trimEnd } from '../transport/byte-text.ts';
import { findLocationEnd, findNameEnd } from './frame-text.ts';
import type { ReadingContext, TextEnd, TextFormat, TextProfileReader } from './format.ts';
import { GoroutineTable } from './goroutine-table.ts';
import { findMark } from '../transport/marks.ts';
import { GoroutineTexts } from './goroutine-texts.ts';
import { growBytes } from '../transport/grow.ts';
import type { HeaderLine } from './header-line.ts';
import { findHeaderLine, readNumber, skipThread } from './header-line.ts';
import type { HeaderRecord } from './header-table.ts';
import { HeaderTable } from './header-table.ts';
import { IssueLog, quoteLine } from './issues.ts';
import type { DumpReason, Profile } from './model.ts';
import { describeContext } from './surroundings.ts';
import { findPlaceBehind } from './frame-text.ts';
import { isBareName, isFunctionName } from './frame-name.ts';
import { opensCounts } from './counts.ts';
import { recentWays, StackTrie } from './stack-trie.ts';
import type { Window } from '../transport/line-windows.ts';

export const dumpFormat: TextFormat = {
  medium: 'text',
  opensAt: opensDump,
  createReader: (context, line) => new DumpReader(context, line),
};

/** The most bytes the runtime writes into a debug=2 answer. It then stops, even within a word. */
const runtimeDumpBytes = 64 * 1024 * 1024;

/**
 * Whether a line opens a dump. It is the header of a goroutine, or the panic before it, whose own text may hold such
 * headers.
 */
function opensDump(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    openingWords.some((word) => matches(bytes, start, end, word)) || findHeaderLine(bytes, start, end) !== undefined
  );
}

const openingWords = ['panic: ', 'fatal error: ', 'SIG'];
const newline = 10;
const tab = 9;
/** Goroutine numbers kept to notice that a second dump begins. One dump never lists a goroutine twice. */
const maxSeenIds = 1024;
/** The same for goroutines that occupy a thread. GOTRACEBACK=crash lists them again, thread by thread. */
const maxSeenOnThreads = 16 * 1024;
const maxUnavailable = 1024;
/** The function that writes a leak profile. A leak profile lists all goroutines, so this one identifies it. */
const leakProfiler = 'runtime/pprof.writeGoroutineLeak';
const empty = new Uint8Array(0);

/** Where in a goroutine the reader is. */
type Place = 'outside' | 'frames' | 'behindCreator' | 'ancestors';

interface OpenGoroutine {
  readonly id: number;
  readonly record: HeaderRecord;
  readonly waitMinutes: number;
  readonly creator: number;
  readonly elided: number;
}

class DumpReader implements TextProfileReader {
  readonly #context: ReadingContext;
  readonly #issues = new IssueLog();
  readonly #frames: FrameTable;
  readonly #trie: StackTrie;
  readonly #headers: HeaderTable;
  readonly #goroutines: GoroutineTable;
  readonly #texts = new GoroutineTexts();
  readonly #roots: number[] = [];
  readonly #innerFrames: number;
  readonly #outerFrames: number;
  readonly #maxLineBytes: number;
  /** Offset of the first header in the input. */
  #startOffset = 0;
  #windowOffset = 0;

  line: number;
  #timeMs: number | undefined;
  #reasons: readonly DumpReason[] = [];
  #running = false;
  #place: Place = 'outside';
  #parsed = 0;
  #unparsed = 0;
  /** The start of another dump was read: the next goroutine belongs to that dump. */
  #closed = false;
  #begun = false;
  /** The text of a panic is being read. Since Go 1.23 all its lines but the first are indented. */
  #inPanic = false;
  #seenIds = new Set<number>();
  /**
   * The same numbers as a bit set of their low bits. It shows for nearly every number, without a look-up in the set,
   * that it is new.
   */
  readonly #seenBits = new Int32Array(256);
  #threads = false;
  readonly #unavailable = new Map<number, OpenGoroutine & { node: number }>();

  // The goroutine being read.
  #id = 0;
  #record: HeaderRecord | undefined;
  #waitMinutes = 0;
  #announced = false;
  /** Number of goroutines that share the header. */
  #times = 1;
  #node = 0;
  #depth = 0;
  #creator = 0;
  #creatorFrame = 0;
  #elided = 0;
  #isUnavailable = false;
  /** The goroutine was read before and is listed again with its thread. */
  #isRepeated = false;
  /** The last frames of a stack deeper than the bound, as a ring. */
  #outer: Int32Array = new Int32Array(0);
  #outerCount = 0;
  /** A blank line followed a header at once: the text has a blank line between all its lines. */
  #doubleSpaced = false;
  #lastBlank = false;
  /** The name that waits for its location. */
  #pending = new Uint8Array(256);
  #pendingLength = 0;
  #pendingKind: FrameKind = frameKind.special;
  /** The last line may have been cut: it is no complete line of any kind, or a location without an offset. */
  #lastDoubtful = false;

  constructor(context: ReadingContext, line: number) {
    const { bounds, labelKeys } = context.settings;
    this.#context = context;
    this.line = line;
    this.#frames = new FrameTable(bounds.stackText);
    this.#trie = new StackTrie(bounds.stackNodes);
    this.#headers = new HeaderTable(labelKeys, bounds.groupsPerProfile);
    this.#goroutines = new GoroutineTable(this.#frames, this.#trie, bounds.groupsPerProfile, bounds.sampleIdsPerEntry);
    this.#innerFrames = Math.max(1, bounds.framesPerStack >> 1);
    this.#outerFrames = Math.max(1, bounds.framesPerStack - this.#innerFrames);
    this.#maxLineBytes = bounds.line;
  }

  read(window: Window, start: number): number {
    this.#texts.enter(window.bytes, start);
    const end = this.#readWindow(window, start);
    if (this.#place !== 'outside') this.#texts.carry(end);
    return end;
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
      this.#texts.reach(at);
      if (bytes[at] === newline) {
        this.#inPanic = false;
        this.#takeBlank();
        this.line++;
        at++;
        continue;
      }
      const lineEnd = bytes.indexOf(newline, at);
      if (!this.#takeLine(bytes, at, lineEnd)) return at;
      this.line++;
      at = lineEnd + 1;
    }
    return end;
  }

  #takesKnownShapes(): boolean {
    return (
      this.#pendingKind === frameKind.special &&
      this.#place !== 'ancestors' &&
      !this.#doubleSpaced &&
      !this.#lastBlank &&
      !this.#inPanic
    );
  }

  /** Reads lines while they have the usual shapes. Returns where the first other line begins. */
  #readKnownShapes(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    let at = start;
    while (at < end) {
      if (this.#place === 'outside') {
        const behind = this.#readKnownHeader(bytes, view, at, end);
        if (behind < 0) return at;
        at = behind;
        continue;
      }
      if (this.#place === 'frames') {
        at = this.#walkKnownFrames(bytes, view, at, end);
        if (at >= end) return at;
      }
      if (bytes[at] === newline && (this.#depth > 0 || this.#creatorFrame !== 0)) {
        this.#texts.reach(at);
        this.#endGoroutine();
        this.line++;
        at++;
        continue;
      }
      const behind = this.#place === 'frames' ? this.#readFrame(bytes, at, end) : -1;
      if (behind < 0) return at;
      at = behind;
    }
    return at;
  }

  /**
   * Walks down the trie while the lines match recently entered children. Comparing four bytes at a time needs neither a
   * hash nor the end of a name. A match is exact: a known name before `(` and a known location before a line end or
   * offset can be read in only one way (see frame-text.ts).
   */
  #walkKnownFrames(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const { recent, frameOf } = this.#trie;
    const { words, nameAt, nameLength, fileAt, fileLength, kinds } = this.#frames;
    const innerFrames = this.#innerFrames;
    const maxLineBytes = this.#maxLineBytes;
    let at = start;
    let node = this.#node;
    let depth = this.#depth;
    let lines = 0;
    let way = node * recentWays;
    while (node > 0 && depth < innerFrames) {
      const child = recent[way]!;
      if (child === 0) break;
      const frame = frameOf[child]!;
      const kind = kinds[frame]!;
      let creator = 0;
      let next = -1;
      compare: if (kind === frameKind.call || kind === frameKind.creator) {
        let length = nameLength[frame]!;
        if (at + length + 32 > end) break compare;
        let word = nameAt[frame]!;
        let to = at;
        let wholeWords = at + (length & ~3);
        while (to < wholeWords && view.getInt32(to, true) === words[word]) {
          to += 4;
          word++;
        }
        if (to < wholeWords) break compare;
        let rest = length & 3;
        if (rest > 0) {
          if ((view.getInt32(to, true) ^ words[word]!) << (32 - rest * 8) !== 0) break compare;
          to += rest;
        }
        if (kind === frameKind.call) {
          if (bytes[to] !== 40) break compare;
          to++;
          while (bytes[to] !== newline) to++;
          const last = bytes[to - 1];
          if (last !== 41 && (last !== 13 || bytes[to - 2] !== 41)) break compare;
        } else {
          if (bytes[to] === 32) {
            if (view.getInt32(to, true) !== 0x206e6920 || view.getInt32(to + 4, true) !== 0x6f726f67) break compare;
            if (view.getInt32(to + 8, true) !== 0x6e697475) break compare;
            if (bytes[to + 12] !== 101 || bytes[to + 13] !== 32) break compare;
            to += 14;
            const digits = to;
            for (let byte = bytes[to]!; byte >= 48 && byte <= 57; byte = bytes[++to]!)
              creator = creator * 10 + byte - 48;
            if (to === digits || to - digits > 15) break compare;
          }
          if (bytes[to] === 13) to++;
          if (bytes[to] !== newline) break compare;
        }
        if (to - at > maxLineBytes || bytes[to + 1] !== tab) break compare;
        const locationLine = to + 1;
        to += 2;
        length = fileLength[frame]!;
        if (to + length + 8 > end) break compare;
        word = fileAt[frame]!;
        wholeWords = to + (length & ~3);
        while (to < wholeWords && view.getInt32(to, true) === words[word]) {
          to += 4;
          word++;
        }
        if (to < wholeWords) break compare;
        rest = length & 3;
        if (rest > 0) {
          if ((view.getInt32(to, true) ^ words[word]!) << (32 - rest * 8) !== 0) break compare;
          to += rest;
        }
        if (bytes[to] === 32) {
          if (bytes[to + 1] !== 43 || bytes[to + 2] !== 48 || bytes[to + 3] !== 120) break compare;
          to += 4;
          while (isHexDigit(bytes[to]!)) to++;
          if (bytes[to] === 32) while (bytes[to] !== newline) to++;
          else if (bytes[to] === 13) to++;
          if (bytes[to] !== newline) break compare;
        } else {
          if (bytes[to] === 13) to++;
          if (bytes[to] !== newline) break compare;
        }
        if (to - locationLine <= maxLineBytes) next = to + 1;
      }
      if (next < 0) {
        way++;
        if (way === (node + 1) * recentWays) break;
        continue;
      }
      if (way !== node * recentWays) this.#trie.prefer(node, child);
      at = next;
      lines += 2;
      if (kind === frameKind.creator) {
        this.#creator = creator;
        this.#creatorFrame = frame;
        this.#place = 'behindCreator';
        break;
      }
      node = child;
      way = node * recentWays;
      depth++;
    }
    // A creator is entered when its goroutine ends, after all frames of a deep stack.
    this.#node = node;
    this.#depth = depth;
    this.line += lines;
    return at;
  }

  /** Reads a call or creator with its location when both lines are complete and plain; -1 otherwise. */
  #readFrame(bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start]! <= 32) return -1;
    const isCreator = matches(bytes, start, end, creatorWord);
    const nameEnd = isCreator ? start : findNameEnd(bytes, start, end);
    if (nameEnd < 0) return -1;
    const lineEnd = bytes.indexOf(newline, nameEnd);
    const locationLineEnd = lineEnd + 1 < end ? bytes.indexOf(newline, lineEnd + 1) : -1;
    if (locationLineEnd < 0 || lineEnd - start > this.#maxLineBytes) return -1;
    if (locationLineEnd - lineEnd > this.#maxLineBytes) return -1;
    const callEnd = trimEnd(bytes, start, lineEnd);
    if (!isCreator && bytes[callEnd - 1] !== 41) return -1;
    // A header may follow it on the same line; takeLine handles that.
    if (isCreator && callEnd - start <= creatorWord.length) return -1;
    if (isCreator && (bytes[callEnd - 1] === 58 || bytes[callEnd - 1] === 93)) return -1;
    if (isCreator && opensCounts(bytes, start, callEnd)) return -1;
    const from = skipBlanks(bytes, lineEnd + 1, locationLineEnd);
    const locationEnd = findLocationEnd(bytes, from, trimEnd(bytes, from, locationLineEnd));
    if (locationEnd < 0) return -1;
    const frame = isCreator
      ? this.#frames.intern(
          frameKind.creator,
          bytes,
          start,
          skipCreator(bytes, start, callEnd),
          bytes,
          from,
          locationEnd,
        )
      : this.#frames.intern(frameKind.call, bytes, start, nameEnd, bytes, from, locationEnd);
    if (frame === noFrame) return -1;
    if (isCreator) {
      this.#readCreator(bytes, start, callEnd);
      this.#setCreator(frame);
    } else this.#pushFrame(frame);
    this.line += 2;
    return locationLineEnd + 1;
  }

  /** Reads a header alone on its line that differs from an earlier one only in number and minutes; -1 otherwise. */
  #readKnownHeader(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    if (start + 16 > end) return -1;
    if (view.getInt32(start, true) !== 0x6f726f67 || view.getInt32(start + 4, true) !== 0x6e697475) return -1;
    if (bytes[start + 8] !== 101 || bytes[start + 9] !== 32) return -1;
    let at = start + 10;
    let id = 0;
    for (let byte = bytes[at]!; byte >= 48 && byte <= 57; byte = bytes[++at]!) id = id * 10 + byte - 48;
    if (at === start + 10 || at - start > 25) return -1;
    if (bytes[at] !== 32) return -1;
    if (bytes[at + 1] === 91) at++;
    else at = skipThread(bytes, at, end);
    if (at < 0) return -1;
    const bracket = at;
    let hash = 0;
    let minutes = 0;
    let minutesFrom = -1;
    let minutesTo = -1;
    let inLabels = false;
    for (let byte = bytes[at]!; byte !== newline; byte = bytes[++at]!) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      if (byte === 123) inLabels = true;
      if (byte !== 44 || inLabels || minutesFrom >= 0 || bytes[at + 1] !== 32) continue;
      let to = at + 2;
      let value = 0;
      for (let digit = bytes[to]!; digit >= 48 && digit <= 57; digit = bytes[++to]!) value = value * 10 + digit - 48;
      if (to === at + 2 || to > at + 11 || !matches(bytes, to, end, ' minutes')) continue;
      minutes = value;
      minutesFrom = at + 2;
      minutesTo = to;
      at = to - 1;
    }
    if (at - start > this.#maxLineBytes) return -1;
    const beforeEnd = minutesFrom < 0 ? at : minutesFrom;
    const afterStart = minutesFrom < 0 ? at : minutesTo;
    let record = this.#headers.find(hash, bytes, bracket, beforeEnd, afterStart, at);
    if (!record) {
      const found = findHeaderLine(bytes, start, at);
      if (!found || found.from !== start || found.header.unread || found.times !== 1) return -1;
      record = this.#headers.record(found.header);
      if (minutesFrom >= 0 && found.header.waitMinutes !== minutes) return -1;
      this.#headers.remember(hash, bytes.subarray(bracket, beforeEnd), bytes.subarray(afterStart, at), record);
    }
    if (this.#closed || this.#isListed(id)) return -1;
    this.#announced = false;
    this.#isRepeated = false;
    this.#lastDoubtful = false;
    this.#begin(id, record, minutesFrom < 0 ? record.waitMinutes : minutes, start);
    this.line++;
    return at + 1;
  }

  finish(end: TextEnd): Profile | undefined {
    if (!this.#begun) return undefined;
    const full = end.offset - this.#startOffset === runtimeDumpBytes;
    const cut = this.#place !== 'outside' && (full || this.#isHalfRead(end));
    // Half a stack is better than none when the dump has only one goroutine.
    const isKept = cut && !full && this.#parsed === 0;
    if (cut && !isKept) {
      this.#unparsed++;
      this.#place = 'outside';
    } else {
      if (isKept) this.#leaveOpen();
      this.#endGoroutine();
    }
    if (cut || full) {
      this.#issues.add(
        'truncated',
        full
          ? 'The dump is exactly 64 MiB long: the Go runtime cuts there, and how many goroutines are missing it does not say.'
          : isKept
            ? 'The dump ends in the middle of its only goroutine: outer frames are missing.'
            : 'The dump ends in the middle of a goroutine, which is left out.',
        { line: this.line },
      );
    }
    for (const { node, ...goroutine } of this.#unavailable.values()) this.#count(goroutine, node);
    this.#reportBounds();
    return {
      kind: this.#frames.has(leakProfiler) ? 'goroutineleak' : this.#context.settings.kind,
      format: 'debug=2',
      timeMs: this.#timeMs,
      durationMs: undefined,
      goroutines: this.#parsed + this.#unparsed,
      parsed: this.#parsed,
      unparsed: this.#unparsed,
      truncated: cut || full,
      delta: false,
      entries: this.#goroutines.list((entry) => this.#texts.of(entry)),
      issues: this.#issues.list(),
      context: describeContext(this.#reasons, { goroutines: this.#parsed + this.#unparsed, running: this.#running }),
      build: undefined,
    };
  }

  /** Outer frames of the goroutine are missing, and their number is unknown. */
  #leaveOpen(): void {
    this.#dropPending();
    this.#pushFrame(elidedFrame);
    this.#elided = -1;
  }

  /** Whether the input ends inside a goroutine: after its header, between a call and its location, or within a line. */
  #isHalfRead(end: TextEnd): boolean {
    if (this.#depth === 0 && this.#creatorFrame === 0 && !this.#isUnavailable) return true;
    if (this.#pendingKind === frameKind.call || this.#pendingKind === frameKind.creator) return true;
    return end.cutLine && this.#lastDoubtful;
  }

  #reportBounds(): void {
    const { bounds } = this.#context.settings;
    const place = { line: this.line };
    const folded = this.#goroutines.foldedGoroutines;
    if (folded > 0) {
      this.#issues.add(
        'groups_folded',
        `${folded} of ${this.#parsed} goroutines are counted without their stacks: the profile has more different ones than ` +
          `groupsPerProfile (${bounds.groupsPerProfile}) or the memory set aside for stacks allows.`,
        place,
        folded,
      );
    }
    const rounded = this.#goroutines.stats.roundedWaits;
    if (rounded > 0) {
      this.#issues.add(
        'waits_rounded',
        `The waits of ${rounded} goroutines are rounded down to a power of two minutes.`,
        place,
        rounded,
      );
    }
  }

  /** Takes the line from `start` to `lineEnd`; false when it belongs to another profile. */
  #takeLine(bytes: Uint8Array, start: number, lineEnd: number): boolean {
    let end = lineEnd;
    const isWhole = end - start <= this.#maxLineBytes;
    if (!isWhole) {
      // How much of an overlong line is kept depends on how the bytes arrived; its beginning does not.
      end = start + this.#maxLineBytes;
      this.#texts.spoil();
      this.#issues.add(
        'line_too_long',
        `A line is longer than ${this.#maxLineBytes} bytes and was not read to its end.`,
        {
          line: this.line,
        },
      );
    }
    if (this.#inPanic && bytes[start] === tab) {
      this.#context.surroundings.take(bytes, start, end);
      return true;
    }
    this.#inPanic = false;
    end = trimEnd(bytes, start, end);
    const indented = start < end && (bytes[start] === 9 || bytes[start] === 32);
    const from = skipBlanks(bytes, start, end);
    if (from === end) {
      this.#takeBlank();
      return true;
    }
    this.#lastDoubtful = false;
    if (this.#pendingKind !== frameKind.special && this.#takeLocation(bytes, from, end)) return true;
    const header = findHeaderLine(bytes, start, end);
    if (header) {
      if (header.from > from && !header.announced && isWhole && this.#context.isCarried()) return false;
      if (!this.#openGoroutine(header, start)) return false;
    } else if (opensCounts(bytes, from, end)) return false;
    else if (this.#place === 'outside') {
      if (!this.#takeOutside(bytes, from, end, isWhole)) return false;
    } else this.#takeInside(bytes, from, end, indented);
    // An overlong header has begun a text of its own.
    if (lineEnd - start > this.#maxLineBytes) this.#texts.spoil();
    this.#lastBlank = false;
    return true;
  }

  #takeBlank(): void {
    if (this.#place === 'outside') return;
    if (
      this.#depth === 0 &&
      this.#creatorFrame === 0 &&
      !this.#isUnavailable &&
      this.#pendingKind === frameKind.special
    ) {
      this.#lastBlank = true;
      return;
    }
    if (!this.#doubleSpaced) this.#endGoroutine();
  }

  /** Takes the location of the pending name; false when the line is not one. */
  #takeLocation(bytes: Uint8Array, start: number, end: number): boolean {
    const locationEnd = findLocationEnd(bytes, start, end);
    if (locationEnd >= 0) {
      this.#lastDoubtful = locationEnd === end;
      this.#completeFrame(bytes, start, locationEnd);
      return true;
    }
    // The runtime prints a C function without symbols as `non-Go function`, with the address below it.
    if (this.#pendingKind !== frameKind.bare || !matches(bytes, start, end, 'pc=0x')) return false;
    this.#completeFrame(empty, 0, 0);
    return true;
  }

  #takeInside(bytes: Uint8Array, start: number, end: number, indented: boolean): void {
    const isCreator = matches(bytes, start, end, creatorWord);
    const place = findPlaceBehind(bytes, start, end);
    if (place > 0 && this.#pendingKind === frameKind.special) {
      // gleak writes a frame and its location on one line.
      this.#takeInside(bytes, start, place - placeWord.length, indented);
      // oxlint-disable-next-line typescript/no-unnecessary-condition -- takeInside sets it
      if (this.#pendingKind !== frameKind.special) this.#completeFrame(bytes, place, end);
      return;
    }
    const nameEnd = isCreator ? -1 : bytes[end - 1] === 41 ? findNameEnd(bytes, start, end) : -1;
    if (
      (isCreator || nameEnd >= 0) &&
      this.#isNamed(bytes, isCreator ? start + creatorWord.length : start, nameEnd, end)
    ) {
      if (this.#lastBlank) this.#doubleSpaced = true;
      if (this.#place === 'ancestors') return;
      if (this.#place === 'behindCreator') {
        this.#addUnread('A line stands behind the creator of a goroutine', bytes, start, end);
        return;
      }
      this.#dropPending();
      if (isCreator) this.#keepPending(frameKind.creator, bytes, start, this.#readCreator(bytes, start, end));
      else this.#keepPending(frameKind.call, bytes, start, nameEnd);
      return;
    }
    this.#takeOther(bytes, start, end, indented);
  }

  /** Whether the name of a call, or of a creator (`nameEnd` -1), is a valid function name. */
  #isNamed(bytes: Uint8Array, start: number, nameEnd: number, end: number): boolean {
    return isFunctionName(decodeText(bytes, start, nameEnd < 0 ? skipName(bytes, start, end) : nameEnd));
  }

  /** Reads the number of the creating goroutine. Returns where the creator's name ends. */
  #readCreator(bytes: Uint8Array, start: number, end: number): number {
    const nameEnd = skipCreator(bytes, start, end);
    const tail = ' in goroutine ';
    if (matches(bytes, nameEnd, end, tail)) {
      const digits = nameEnd + tail.length;
      let digitsEnd = digits;
      while (digitsEnd < end && isDigit(bytes[digitsEnd]!)) digitsEnd++;
      this.#creator = readNumber(bytes, digits, digitsEnd);
    }
    return nameEnd;
  }

  #takeOther(bytes: Uint8Array, start: number, end: number, indented: boolean): void {
    const meaning = readLineMeaning(bytes, start, end);
    switch (meaning.is) {
      case 'elided':
        this.#dropPending();
        if (this.#place !== 'frames') return;
        this.#pushFrame(elidedFrame);
        this.#elided = meaning.frames < 0 || this.#elided < 0 ? -1 : this.#elided + meaning.frames;
        return;
      case 'ancestors':
        this.#dropPending();
        this.#place = 'ancestors';
        this.#issues.add('ancestors_skipped', 'The stacks of the goroutines that created a goroutine are not kept.', {
          line: this.line,
        });
        return;
      case 'unavailable':
        this.#isUnavailable = true;
        this.#pushFrame(unavailableFrame);
        return;
      case 'foreign':
        this.#dropPending();
        this.#pushFrame(this.#frames.intern(frameKind.bare, foreignName, 0, foreignName.length, empty, 0, 0));
        return;
      case 'stop':
        this.#endGoroutine();
        if (endsSection(bytes, start, end)) this.#closed = true;
        return;
      case 'signal':
        this.#context.surroundings.take(bytes, start, end);
        this.#endGoroutine();
        if (!this.#threads) this.#closed = true;
        return;
      case 'panic':
        this.#context.surroundings.take(bytes, start, end);
        this.#endGoroutine();
        this.#closed = true;
        this.#inPanic = true;
        return;
      case 'thread':
        this.#endGoroutine();
        this.#threads = true;
        return;
      case 'unknown':
        this.#lastDoubtful = true;
        if (this.#place === 'ancestors') return;
        // A C function has no parentheses, and its location follows. The next line decides.
        if (
          this.#pendingKind === frameKind.special &&
          this.#place === 'frames' &&
          !indented &&
          isBareName(decodeText(bytes, start, end))
        ) {
          this.#keepPending(frameKind.bare, bytes, start, end);
          return;
        }
        this.#addUnread(notTheRuntimes, bytes, start, end);
    }
  }

  /** Takes a line outside of goroutines; false when the line needs a closer look. */
  #takeOutside(bytes: Uint8Array, start: number, end: number, isWhole: boolean): boolean {
    const meaning = readLineMeaning(bytes, start, end);
    this.#context.surroundings.take(bytes, start, end);
    if (meaning.is === 'panic') this.#inPanic = true;
    if ((meaning.is === 'unknown' || meaning.is === 'stop') && endsSection(bytes, start, end))
      this.#closed = this.#begun;
    if (meaning.is === 'panic' || (meaning.is === 'signal' && !this.#threads)) this.#closed = this.#begun;
    if (meaning.is === 'thread') this.#threads = true;
    if (meaning.is !== 'unknown') return true;
    if (isWhole && findMark(bytes, start, end) >= 0 && this.#context.isCarried()) return false;
    if (!this.#begun) return true;
    this.#issues.add('outside_lines', 'Lines outside of any goroutine are not part of a dump.', { line: this.line });
    return true;
  }

  /** Counts an unread line. `message` has no end yet: the first such line is quoted after it. */
  #addUnread(message: string, bytes: Uint8Array, start: number, end: number): void {
    this.#issues.add('unread_line', `${message}: ${quoteLine(bytes, start, end)}`, { line: this.line });
  }

  #keepPending(kind: FrameKind, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#pending = growBytes(this.#pending, length);
    this.#pending.set(bytes.subarray(start, end));
    this.#pendingLength = length;
    this.#pendingKind = kind;
  }

  /** The location of the pending name was found. */
  #completeFrame(bytes: Uint8Array, start: number, end: number): void {
    const kind = this.#pendingKind;
    this.#pendingKind = frameKind.special;
    if (this.#place !== 'frames') return;
    const frame = this.#frames.intern(kind, this.#pending, 0, this.#pendingLength, bytes, start, end);
    if (kind === frameKind.creator) this.#setCreator(frame);
    else this.#pushFrame(frame);
  }

  /** The pending name has no location. A call is kept without one; a bare word was not a frame. */
  #dropPending(): void {
    const kind = this.#pendingKind;
    if (kind === frameKind.special) return;
    this.#pendingKind = frameKind.special;
    if (kind === frameKind.bare) {
      this.#addUnread(notTheRuntimes, this.#pending, 0, this.#pendingLength);
      return;
    }
    const name = this.#pending;
    const length = this.#pendingLength;
    if (kind === frameKind.creator) this.#setCreator(this.#frames.intern(kind, name, 0, length, empty, 0, 0));
    else this.#pushFrame(this.#frames.intern(frameKind.bare, name, 0, length, empty, 0, 0));
  }

  #setCreator(frame: number): void {
    this.#creatorFrame = frame;
    this.#place = 'behindCreator';
  }

  #pushFrame(frame: number): void {
    if (this.#depth < this.#innerFrames) {
      this.#depth++;
      this.#enter(frame);
      return;
    }
    if (this.#outer.length === 0) this.#outer = new Int32Array(this.#outerFrames);
    this.#outer[this.#outerCount % this.#outerFrames] = frame;
    this.#outerCount++;
  }

  #enter(frame: number): void {
    if (this.#node < 0) return;
    this.#node = frame < 0 ? -1 : this.#trie.enter(this.#node, frame);
  }

  /** False when the goroutine belongs to another dump. */
  #openGoroutine(found: HeaderLine, start: number): boolean {
    const repeats = this.#announced && this.#place === 'frames' && this.#depth === 0 && this.#id === found.id;
    if (!repeats) this.#endGoroutine();
    const isListed = !repeats && this.#isListed(found.id);
    const isAlone = isListed && this.#closed && this.#parsed === 1 && found.header.status === 'running';
    const panicsAgain = isAlone && this.#context.surroundings.hasRecovered;
    if (panicsAgain) this.#reopen();
    const isPrintedTwice = this.#threads || this.#isLockReport;
    if (!repeats && !panicsAgain && (this.#closed || (isListed && !isPrintedTwice))) return false;
    this.#begin(found.id, this.#headers.record(found.header), found.header.waitMinutes, start);
    this.#announced = found.announced;
    this.#times = Math.max(1, found.times);
    this.#isRepeated = isListed && !this.#unavailable.delete(found.id);
    if (found.header.unread) {
      this.#issues.add('unread_header', 'A part of a goroutine header is none that the Go runtime writes.', {
        line: this.line,
      });
    }
    return true;
  }

  #begin(id: number, record: HeaderRecord, waitMinutes: number, at: number): void {
    const onThread = record.status === 'running' || record.status === 'syscall';
    if (this.#seenIds.size < (onThread ? maxSeenOnThreads : maxSeenIds) && id !== 0) {
      this.#seenIds.add(id);
      this.#seenBits[(id >>> 5) & 255]! |= 1 << (id & 31);
    }
    this.#texts.begin(at);
    if (record.status === 'running') this.#running = true;
    if (!this.#begun) {
      this.#takeSurroundings();
      this.#startOffset = this.#windowOffset + at;
      this.#timeMs = this.#context.timeMs();
    }
    this.#begun = true;
    this.#place = 'frames';
    this.#id = id;
    this.#record = record;
    this.#waitMinutes = waitMinutes;
    this.#node = this.#root(record.statusNumber);
    this.#depth = 0;
    this.#creator = 0;
    this.#creatorFrame = 0;
    this.#elided = 0;
    this.#outerCount = 0;
    this.#isUnavailable = false;
    this.#lastBlank = false;
  }

  /** A goroutine whose stack the program printed when it panicked is printed by the runtime again. */
  #reopen(): void {
    this.#closed = false;
    this.#reasons = [...this.#reasons, ...this.#context.surroundings.settle()];
  }

  /** go-deadlock prints who holds the lock, and then everybody. */
  get #isLockReport(): boolean {
    return this.#reasons.some(({ is }) => is === 'lock report');
  }

  #takeSurroundings(): void {
    this.#context.surroundings.reportLostFrames(this.#issues, this.line);
    this.#reasons = this.#context.surroundings.settle();
  }

  #isListed(id: number): boolean {
    return (this.#seenBits[(id >>> 5) & 255]! & (1 << (id & 31))) !== 0 && this.#seenIds.has(id);
  }

  #root(statusNumber: number): number {
    if (statusNumber < 0) return -1;
    return (this.#roots[statusNumber] ??= this.#trie.addRoot());
  }

  #endGoroutine(): void {
    if (this.#place === 'outside') return;
    this.#dropPending();
    this.#place = 'outside';
    if (this.#outerCount > 0) this.#enterOuter();
    if (this.#creatorFrame !== 0) this.#enter(this.#creatorFrame);
    const goroutine = {
      id: this.#id,
      record: this.#record!,
      waitMinutes: this.#waitMinutes,
      creator: this.#creator,
      elided: this.#elided,
    };
    if (this.#isRepeated) {
      this.#issues.add('listed_twice', 'A goroutine is listed again, with its thread or its panic, and counted once.', {
        line: this.line,
      });
      return;
    }
    if (this.#isUnavailable && this.#unavailable.size < maxUnavailable) {
      this.#unavailable.set(this.#id, { ...goroutine, node: this.#node });
      return;
    }
    let entry = 0;
    for (let told = 0; told < this.#times; told++) entry = this.#count(goroutine, this.#node);
    this.#texts.keep(entry, goroutine.id, goroutine.record.waitsForLock);
    this.#times = 1;
  }

  /** Enters the outer frames of a stack that is deeper than the bound. */
  #enterOuter(): void {
    const cut = this.#outerCount - this.#outerFrames;
    if (cut > 0) {
      this.#enter(elidedFrame);
      if (this.#elided >= 0) this.#elided += cut;
      this.#issues.add(
        'frames_cut',
        `A stack has more than ${this.#innerFrames + this.#outerFrames} frames; its middle is left out.`,
        {
          line: this.line,
        },
      );
    }
    for (let at = Math.max(0, cut); at < this.#outerCount; at++) this.#enter(this.#outer[at % this.#outerFrames]!);
  }

  #count(goroutine: OpenGoroutine, node: number): number {
    const { id, record, waitMinutes, creator, elided } = goroutine;
    const entry = this.#goroutines.find(node, record);
    this.#parsed++;
    this.#goroutines.stats.add(entry, id, waitMinutes, record.lockedToThread, record.leaked, creator, elided);
    this.#context.settings.onGoroutine?.({
      id,
      status: record.status,
      waitMinutes,
      lockedToThread: record.lockedToThread,
      leaked: record.leaked,
      creatorGoroutine: creator === 0 ? undefined : creator,
      profile: this.#context.profile(),
      entry,
    });
    return entry;
  }
}

const notTheRuntimes = 'A line inside a goroutine is none that the Go runtime writes';
const placeWord = ' at ';

/** Where the name after `created by ` ends. */
function skipCreator(bytes: Uint8Array, start: number, end: number): number {
  return skipName(bytes, start + creatorWord.length, end);
}

function skipName(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== 32) at++;
  return at;
}

/** `=== END goroutine stack dump ===`, or the next report of go-deadlock: what follows is another dump. */
function endsSection(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    end - start < 200 &&
    /^POTENTIAL DEADLOCK|\b(?:BEGIN|END)\b.*\b(?:goroutine|stack|dump)/i.test(decodeText(bytes, start, end))
  );
}

const foreignName = new TextEncoder().encode('non-Go function');
