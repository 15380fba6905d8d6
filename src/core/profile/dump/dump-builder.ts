// Builds a dump from the meanings of its lines: goroutines begin, get frames and a creator, and end.
import type { ReadingContext } from '../format.ts';
import { frameKind, FrameTable, type FrameKind } from '../frame-table.ts';
import type { Header } from '../header.ts';
import { HeaderTable, type HeaderRecord } from '../header-table.ts';
import { IssueLog, quoteLine } from '../issues.ts';
import type { DumpReason } from '../model.ts';
import { StackTrie } from '../stack-trie.ts';
import { OpenGoroutine } from './open-goroutine.ts';
import { PendingName } from './pending-name.ts';
import { SeenGoroutines } from './seen-goroutines.ts';
import { DumpTally } from './tally.ts';

const empty = new Uint8Array(0);
const foreignName = new TextEncoder().encode('non-Go function');
export const notTheRuntimes = 'A line inside a goroutine is none that the Go runtime writes';

export class DumpBuilder {
  readonly context: ReadingContext;
  readonly issues = new IssueLog();
  readonly frames: FrameTable;
  readonly trie: StackTrie;
  readonly headers: HeaderTable;
  readonly goroutine: OpenGoroutine;
  readonly pending = new PendingName();
  readonly tally: DumpTally;
  readonly innerFrames: number;
  readonly #outerFrames: number;
  readonly #seen = new SeenGoroutines();
  /** Nodes of the trie by status. */
  readonly #roots: number[] = [];

  /** 1-based number of the line being read. */
  line: number;
  /** A goroutine has begun. */
  begun = false;
  /** Offset of the first header in the input. */
  startOffset = 0;
  timeMs: number | undefined;
  reasons: readonly DumpReason[] = [];
  /** One of the goroutines is running. */
  hasRunning = false;

  constructor(context: ReadingContext, line: number) {
    const { bounds, labelKeys } = context.settings;
    this.context = context;
    this.line = line;
    this.innerFrames = Math.max(1, bounds.framesPerStack >> 1);
    this.#outerFrames = Math.max(1, bounds.framesPerStack - this.innerFrames);
    this.frames = new FrameTable(bounds.stackText);
    this.trie = new StackTrie(bounds.stackNodes);
    this.headers = new HeaderTable(labelKeys, bounds.groupsPerProfile);
    this.goroutine = new OpenGoroutine(this.trie, this.innerFrames, this.#outerFrames);
    this.tally = new DumpTally(context, this.frames, this.trie);
  }

  /** Whether a goroutine of this number was read before. */
  isListed(id: number): boolean {
    return this.#seen.has(id);
  }

  /** Begins a goroutine with a header that no earlier one had. */
  beginFirst(id: number, header: Header, at: number, windowOffset: number): void {
    this.begin(id, this.headers.record(header), header.waitMinutes, at, windowOffset);
  }

  /** Begins a goroutine whose header stands at `at` in the window. */
  begin(id: number, record: HeaderRecord, waitMinutes: number, at: number, windowOffset: number): void {
    this.#seen.add(id, record.onThread);
    this.tally.texts.begin(at);
    if (record.isRunning) this.hasRunning = true;
    if (this.context.surroundings.hasLostFrames) this.reportLostFrames();
    if (!this.begun) this.#beginDump(windowOffset + at);
    this.goroutine.begin(this.#rootOf(record.statusNumber), id, record, waitMinutes);
  }

  /** Ends the open goroutine, if there is one. */
  end(): void {
    const { goroutine } = this;
    if (goroutine.place === 'outside') return;
    this.dropPending();
    if (goroutine.isEmpty) {
      const message = 'A goroutine has a header and no frames: what stood below it is missing.';
      this.issues.add('no_frames', message, { line: this.line });
    }
    const cut = goroutine.close();
    if (cut > 0) {
      const message = `A stack has more than ${this.innerFrames + this.#outerFrames} frames; its middle is left out.`;
      this.issues.add('frames_cut', message, { line: this.line });
    }
    if (goroutine.isRepeated) {
      const message = 'A goroutine is listed again, with its thread or its panic, and counted once.';
      this.issues.add('listed_twice', message, { line: this.line });
      return;
    }
    this.tally.add(goroutine);
    goroutine.times = 1;
  }

  /** The location of the pending name stands from `start` to `end`. */
  completeFrame(bytes: Uint8Array, start: number, end: number): void {
    const { goroutine, pending } = this;
    const kind = pending.take();
    if (goroutine.place !== 'frames') return;
    this.#add(kind, this.frames.intern(kind, pending.bytes, 0, pending.length, bytes, start, end));
  }

  /** The pending name has no location. A call is kept without one, and `said`; a bare word was not a frame. */
  dropPending({ said = true } = {}): void {
    const { pending } = this;
    const kind = pending.take();
    if (kind === frameKind.special) return;
    if (kind === frameKind.bare) {
      this.addUnread(notTheRuntimes, pending.bytes, 0, pending.length);
      return;
    }
    if (said)
      this.issues.add(
        'no_location',
        `A call has no location below it: ${quoteLine(pending.bytes, 0, pending.length)}`,
        {
          line: this.line,
        },
      );
    const kept = kind === frameKind.creator ? kind : frameKind.bare;
    this.#add(kind, this.frames.intern(kept, pending.bytes, 0, pending.length, empty, 0, 0));
  }

  /** A function of C whose name the runtime does not know. */
  addForeign(): void {
    const frame = this.frames.intern(frameKind.bare, foreignName, 0, foreignName.length, empty, 0, 0);
    this.goroutine.push(frame);
  }

  /** Counts an unread line. `message` has no end yet: the first such line is quoted after it. */
  addUnread(message: string, bytes: Uint8Array, start: number, end: number): void {
    this.issues.add('unread_line', `${message}: ${quoteLine(bytes, start, end)}`, { line: this.line });
  }

  /** Frames outside of goroutines, such as those behind a page break, belong to a stack that was cut in two. */
  reportLostFrames(): void {
    this.context.surroundings.reportLostFrames(this.issues, this.line);
  }

  #beginDump(offset: number): void {
    const { surroundings, timeMs } = this.context;
    this.begun = true;
    this.startOffset = offset;
    this.timeMs = timeMs();
    this.reasons = surroundings.settle();
  }

  #add(kind: FrameKind, frame: number): void {
    if (kind === frameKind.creator) this.goroutine.setCreator(frame);
    else this.goroutine.push(frame);
  }

  #rootOf(statusNumber: number): number {
    if (statusNumber < 0) return -1;
    return (this.#roots[statusNumber] ??= this.trie.addRoot());
  }
}
