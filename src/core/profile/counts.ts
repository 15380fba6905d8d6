// Reads debug=1: `goroutine profile: total N`, then a count, addresses, labels and symbolised frames for each stack.
// runtime/pprof, printCountProfile and printStackRecord.
import type { Counted } from './counts-lines.ts';
import {
  findFrame,
  findLabels,
  findOpening,
  opensOtherCounts,
  readAddresses,
  readCounted,
  readFrame,
} from './counts-lines.ts';
import { isFunctionName } from './frame-name.ts';
import { CountsFrames } from './counts-frames.ts';
import { bytesPerAddress, bytesPerSlot } from './frame-cost.ts';
import { FrameCollector } from './frame-collector.ts';
import { decodeText, isDigit, skipBlanks, trimEnd } from '../transport/byte-text.ts';
import type { ReadingContext, TextEnd, TextFormat, TextProfileReader } from './format.ts';
import { findHeaderLine } from './header-line.ts';
import { IssueLog, quoteLine } from './issues.ts';
import { keepLabels, parseLabels } from './label-text.ts';
import { labelsKey, type Labels } from '../labels.ts';
import type { Frame, Profile, ProfileKind } from './model.ts';
import { StackCounts } from './stack-counts.ts';
import type { Window } from '../transport/line-windows.ts';

/** The lines of a profile stand in reverse order. */
export const newestFirstIssue = 'newest_first';
const newestFirstMessage =
  'Its lines stand newest first, so that names of functions stand at the wrong stacks. Sort the log oldest first: tac FILE.';

/** Stacks that tell the order of lines. */
const maxPlaced = 64;

export const countsFormat: TextFormat = {
  medium: 'text',
  opensAt: opensCounts,
  createReader: (context, line) => new CountsReader(context, line),
};

/** Whether a line opens a count profile: its heading, or the first stack of one whose heading was lost. */
export function opensCounts(bytes: Uint8Array, start: number, end: number): boolean {
  if (findOpening(bytes, start, end)) return true;
  const from = skipBlanks(bytes, start, end);
  return isDigit(bytes[from] ?? 0) && /^\d{1,15} @ 0x/.test(decodeText(bytes, from, Math.min(end, from + 20)));
}

/** Whether a character other than a blank precedes `from` in the line. */
function isInside(bytes: Uint8Array, start: number, from: number): boolean {
  return skipBlanks(bytes, start, from) < from;
}

/** Whether the last line of a stack shows its outermost address, apart from those that the runtime does not print. */
function isComplete({ addressText, lastAddress, lastFunction }: OpenRecord): boolean {
  if (lastAddress === 0) return false;
  // Two outermost addresses may have no line: `runtime.goexit`, and `runtime.main` inside of it.
  const visible = lastFunction === 'main.main' ? -3 : -2;
  const outermost = addressText.trim().split(' ').slice(visible);
  // A line shows the address of the call, which is one less than the return address.
  return outermost.some((word) => /^0x[0-9a-f]{1,16}$/.test(word) && isSameCall(Number(word), lastAddress));
}

/** Where the runtime found no symbol, the address is the only name. */
function nameless(address: string): Frame {
  return { function: address, file: '', line: 0, startLine: 0 };
}

function isSameCall(address: number, printed: number): boolean {
  return address === printed || address === printed + 1;
}

/** Whether a stack with these addresses leads from one call outwards to another. */
function leads({ addressText }: Counted, inner: number, outer: number): boolean {
  const addresses = readAddresses(addressText, Infinity).map(Number);
  const from = addresses.findIndex((address) => isSameCall(address, inner));
  return from >= 0 && addresses.findLastIndex((address) => isSameCall(address, outer)) >= from;
}

interface OpenRecord extends Counted {
  readonly frames: FrameCollector;
  /** Address of the first line with a frame; 0 before it. */
  firstAddress: number;
  /** Address of the last line with a frame; 0 before the first. */
  lastAddress: number;
  lastFunction: string;
  labels: Labels;
  /** A blank line followed: the stack is complete. */
  closed: boolean;
}

class CountsReader implements TextProfileReader {
  readonly #context: ReadingContext;
  readonly #issues = new IssueLog();
  readonly #stacks: StackCounts;
  readonly #frames: CountsFrames;
  #opened = false;
  #kind: ProfileKind = 'goroutine';
  #announced: number | undefined;
  #record: OpenRecord | undefined;
  #timeMs: number | undefined;
  #lastUnread = false;
  /** Frames stand in front of the profile. */
  readonly #followsFrames: boolean;
  /** A line of the profile itself shows a frame. */
  #hasFrames = false;
  /**
   * Stacks whose lines are those of their addresses, as many as are looked at, and stacks whose lines are another's.
   */
  #inPlace = 0;
  #outOfPlace = 0;
  line: number;

  constructor(context: ReadingContext, line: number) {
    this.#context = context;
    this.line = line;
    this.#stacks = new StackCounts(context.settings);
    this.#frames = new CountsFrames(context.settings.bounds.stackText);
    this.#followsFrames = context.surroundings.reportLostFrames(this.#issues, line);
  }

  read(window: Window, start: number): number {
    const { bytes, view, end } = window;
    let at = start;
    while (at < end) {
      const lineEnd = bytes.indexOf(10, at);
      if (this.#takeKnown(bytes, view, at, lineEnd)) {
        this.line++;
        at = lineEnd + 1;
        continue;
      }
      if (!this.#takeLine(bytes, at, lineEnd)) return at;
      this.line++;
      at = lineEnd + 1;
    }
    return end;
  }

  finish(end: TextEnd): Profile {
    const last = this.#record;
    const lost = last && this.#isCut(last, end) ? last.count : 0;
    if (lost > 0) this.#record = undefined;
    this.#endRecord();
    const parsed = this.#stacks.parsed;
    const isUpsideDown = this.#outOfPlace > this.#inPlace || (this.#followsFrames && !this.#hasFrames);
    if (isUpsideDown && parsed > 0) return this.#refuse();
    const unparsed = Math.max(lost, (this.#announced ?? 0) - parsed);
    this.#report(parsed, unparsed);
    return {
      kind: this.#kind,
      format: 'debug=1',
      timeMs: this.#timeMs,
      durationMs: undefined,
      goroutines: parsed + unparsed,
      parsed,
      unparsed,
      truncated: unparsed > 0,
      delta: false,
      entries: this.#stacks.list(this.#kind === 'goroutineleak'),
      issues: this.#issues.list(),
      build: undefined,
    };
  }

  /** Nothing of a profile is read whose lines stand in reverse order: each stack would have the name of another one. */
  #refuse(): Profile {
    const goroutines = Math.max(this.#announced ?? 0, this.#stacks.parsed);
    return {
      kind: this.#kind,
      format: 'debug=1',
      timeMs: this.#timeMs,
      durationMs: undefined,
      goroutines,
      parsed: 0,
      unparsed: goroutines,
      truncated: true,
      delta: false,
      entries: [],
      issues: [{ code: newestFirstIssue, message: newestFirstMessage, line: this.line, times: goroutines }],
      build: undefined,
    };
  }

  /**
   * Whether the last stack lacks frames: no blank line closes it, some of its addresses have no line, and either
   * goroutines are missing or a line is incomplete.
   */
  #isCut(last: OpenRecord, end: TextEnd): boolean {
    if (last.closed) return false;
    // An address without a name may be all that remains of its line.
    if (end.cutLine && last.lastFunction.startsWith('0x')) return true;
    if (isComplete(last)) return false;
    if (end.cutLine && this.#lastUnread) return true;
    return this.#announced !== undefined && this.#stacks.parsed + last.count < this.#announced;
  }

  #report(parsed: number, unparsed: number): void {
    const place = { line: this.line };
    if (unparsed > 0) {
      this.#issues.add(
        'truncated',
        `The profile announces ${parsed + unparsed} goroutines, of which ${unparsed} are missing or cut off.`,
        place,
        unparsed,
      );
    } else if (this.#announced !== undefined && parsed > this.#announced) {
      this.#issues.add(
        'more_than_announced',
        `The profile announces ${this.#announced} goroutines and lists ${parsed}.`,
        place,
      );
    }
    this.#stacks.reportBounds(this.#issues, place);
  }

  /** Takes the line of a frame that an earlier stack had; false for any other line. */
  #takeKnown(bytes: Uint8Array, view: DataView, start: number, lineEnd: number): boolean {
    const record = this.#record;
    if (!record || lineEnd - start > this.#context.settings.bounds.line) return false;
    const frame = this.#frames.find(bytes, view, start, lineEnd);
    if (!frame) return false;
    this.#lastUnread = false;
    this.#push(record, frame, this.#frames.address);
    return true;
  }

  /** False when the line belongs to another profile. */
  #takeLine(bytes: Uint8Array, start: number, lineEnd: number): boolean {
    const maxLineBytes = this.#context.settings.bounds.line;
    let end = lineEnd;
    if (end - start > maxLineBytes) {
      end = start + maxLineBytes;
      this.#issues.add('line_too_long', `A line is longer than ${maxLineBytes} bytes and was not read to its end.`, {
        line: this.line,
      });
    }
    this.#lastUnread = false;
    const opening = findOpening(bytes, start, end);
    if (opening) {
      if (end === lineEnd && isInside(bytes, start, opening.from) && this.#context.isCarried()) return false;
      // Right below the addresses of a stack stand its lines, but where everything is upside down.
      if (this.#record?.closed === false && this.#record.lastAddress === 0) this.#outOfPlace++;
      if (this.#opened) return false;
      this.#opened = true;
      this.#kind = opening.kind;
      this.#timeMs = this.#context.timeMs();
      this.#announced = opening.total;
      return true;
    }
    if (this.#opened && (findHeaderLine(bytes, start, end) || opensOtherCounts(bytes, start, end))) return false;
    this.#opened = true;
    end = trimEnd(bytes, start, end);
    const from = skipBlanks(bytes, start, end);
    if (from === end) {
      if (this.#record) this.#record.closed = true;
      return true;
    }
    const text = decodeText(bytes, from, end);
    if (this.#takeCounted(text) || this.#takeLabels(text)) return true;
    const frame = this.#takeFrame(text);
    if (frame) {
      this.#frames.remember(bytes, from, end, frame);
      return true;
    }
    this.#lastUnread = true;
    const message = `A line is none that a count profile has: ${quoteLine(bytes, from, end)}`;
    this.#issues.add('unread_line', message, { line: this.line });
    return true;
  }

  #takeCounted(text: string): boolean {
    const { framesPerStack } = this.#context.settings.bounds;
    const counted = readCounted(text);
    if (!counted) return false;
    this.#watchOrder(counted);
    this.#endRecord();
    this.#record = {
      ...counted,
      frames: new FrameCollector(framesPerStack),
      firstAddress: 0,
      lastAddress: 0,
      lastFunction: '',
      labels: {},
      closed: false,
    };
    return true;
  }

  /** Upside down, the lines below a stack's addresses are those of the next one. */
  #watchOrder(next: Counted): void {
    const record = this.#record;
    if (!record || record.lastAddress === 0 || this.#inPlace === maxPlaced) return;
    const { firstAddress, lastAddress } = record;
    if (leads(record, firstAddress, lastAddress)) this.#inPlace++;
    else if (leads(next, lastAddress, firstAddress)) this.#outOfPlace++;
  }

  #takeLabels(text: string): boolean {
    const found = findLabels(text);
    const labels = found === undefined || !this.#record ? undefined : parseLabels(found);
    if (!labels || !this.#record) return false;
    this.#record.labels = keepLabels(labels, this.#context.settings.labelKeys);
    return true;
  }

  #takeFrame(text: string): Frame | undefined {
    const found = findFrame(text);
    if (!found || !this.#record) return undefined;
    const read = found.rest === '' ? nameless(found.address) : readFrame(found.rest);
    if (!read || (found.rest !== '' && !isFunctionName(read.function))) return undefined;
    const frame = this.#frames.intern(read);
    this.#push(this.#record, frame, Number(found.address));
    return frame;
  }

  #push(record: OpenRecord, frame: Frame, address: number): void {
    this.#hasFrames = true;
    record.frames.push(frame);
    record.lastAddress = address;
    if (record.firstAddress === 0) record.firstAddress = address;
    record.lastFunction = frame.function;
  }

  #endRecord(): void {
    const record = this.#record;
    if (!record) return;
    this.#record = undefined;
    const { addressText, frames, labels } = record;
    const { framesPerStack } = this.#context.settings.bounds;
    const key = `${addressText}${labelsKey(labels)}`;
    if (this.#stacks.addTo(key, record.count)) return;
    const addresses = readAddresses(addressText, framesPerStack);
    const stack = { frames: frames.frames, elidedFrames: frames.elidedFrames, labels, addresses };
    const bytes = key.length + stack.frames.length * bytesPerSlot + addresses.length * bytesPerAddress;
    this.#stacks.addNew(key, bytes, record.count, stack);
  }
}
