// What surrounds a dump in its text: why it was written, and by what. The readers pass lines outside of any goroutine
// one by one. The next dump that begins takes what was collected.
import { decodeText, matches, skipBlanks, trimEnd } from '../transport/byte-text.ts';
import { findFrame } from './counts-lines.ts';
import { findLocationEnd } from './frame-text.ts';
import { quoteLine, type IssueLog } from './issues.ts';
import { speaksOfGoroutines } from '../transport/marks.ts';
import type { DumpContext, DumpReason, RunningTest } from './model.ts';

const maxLineBytes = 2000;
const maxReasons = 16;
const maxTests = 100;

/** What is known about a dump's goroutines at its end. */
interface Extent {
  readonly goroutines: number;
  /** A goroutine is running. The one that prints all goroutines is itself among them. */
  readonly running: boolean;
}

export class Surroundings {
  #reasons: DumpReason[] = [];
  #tests: RunningTest[] = [];
  #isListingTests = false;
  #hasRecovered = false;
  #threads = 0;
  /** Frames directly in front of what comes next: they belong to a stack whose first line is missing. */
  #lostFrames = 0;
  #firstLost = '';
  /** A crash may print frames in front of the goroutines: the value of its panic, the stack of the runtime itself. */
  #isCrash = false;

  /**
   * Whether a panic was recovered since the last dump began. The code that recovered may have printed its own stack.
   */
  get hasRecovered(): boolean {
    return this.#hasRecovered;
  }

  /** Takes a line outside of any goroutine. */
  take(bytes: Uint8Array, start: number, end: number): void {
    const from = skipBlanks(bytes, start, end);
    this.#watchFrames(bytes, start, from, end);
    if (!this.#isListingTests && !opensReason(bytes, from, end)) return;
    const text = decodeText(bytes, from, Math.min(end, from + maxLineBytes)).trimEnd();
    if (this.#isListingTests && this.#takeTest(text)) return;
    const reason = this.#readReason(text);
    if (reason && this.#reasons.length < maxReasons) this.#reasons.push(reason);
  }

  #watchFrames(bytes: Uint8Array, start: number, from: number, end: number): void {
    if (crashWords.some((word) => matches(bytes, from, end, word))) this.#isCrash = true;
    if (this.#isCrash) return;
    if (isFrame(bytes, start, from, end)) {
      if (this.#lostFrames === 0) this.#firstLost = quoteLine(bytes, from, end);
      this.#lostFrames++;
    } else if (this.#lostFrames > 0 && !belongsToStack(bytes, from, end)) this.#lostFrames = 0;
  }

  /** Frames stand directly in front of the line that comes next. */
  get hasLostFrames(): boolean {
    return this.#lostFrames > 0;
  }

  /** Adds an issue where frames stand in front of a stack. True if there are any. */
  reportLostFrames(issues: IssueLog, line: number): boolean {
    const frames = this.#lostFrames;
    if (frames === 0) return false;
    this.#lostFrames = 0;
    const message = `Frames stand outside of any stack, so the first line of theirs is missing: ${this.#firstLost}`;
    issues.add('unread_line', message, { line: Math.max(1, line - 2 * frames) }, frames);
    return true;
  }

  /** What was collected since the last dump began. */
  settle(): readonly DumpReason[] {
    const tests = this.#tests;
    const reasons = this.#reasons.map((reason) => (reason.is === 'test timeout' ? { ...reason, tests } : reason));
    this.#reasons = [];
    this.#tests = [];
    this.#isListingTests = false;
    this.#hasRecovered = false;
    this.#isCrash = false;
    return reasons;
  }

  #takeTest(text: string): boolean {
    if (text === 'running tests:' || text === '') return true;
    const found = /^((?:Test|Benchmark|Fuzz|Example)\S*)(?: \((\S+)\))?$/.exec(text);
    if (found && this.#tests.length < maxTests) this.#tests.push({ name: found[1]!, ran: found[2] ?? '' });
    this.#isListingTests = found !== null;
    return this.#isListingTests;
  }

  #readReason(text: string): DumpReason | undefined {
    const threads = /^runtime: program exceeds (\d{1,9})-thread limit/.exec(text);
    if (threads) {
      this.#threads = Number(threads[1]);
      return undefined;
    }
    if (text.startsWith('fatal error: ')) {
      const message = text.slice('fatal error: '.length);
      return message === 'thread exhaustion'
        ? { is: 'thread limit', threads: this.#threads }
        : { is: 'fatal error', message };
    }
    if (text.startsWith('panic: ')) return this.#readPanic(text.slice('panic: '.length));
    const signal = /^(SIG[A-Z0-9]{2,10}): /.exec(text);
    if (signal) return { is: 'signal', name: signal[1]! };
    const checker = checkers.find(([sign]) => sign.test(text));
    return checker && { is: checker[1], tool: checker[2] };
  }

  #readPanic(value: string): DumpReason {
    const timeout = /^test timed out after (\S+)$/.exec(value);
    if (timeout) {
      this.#isListingTests = true;
      return { is: 'test timeout', after: timeout[1]!, tests: [] };
    }
    const recovered = / \[recovered(, repanicked)?\]$/.exec(value);
    if (recovered) this.#hasRecovered = true;
    return {
      is: 'panic',
      value: recovered ? value.slice(0, recovered.index) : value,
      // A second panic with the same value ends the process.
      recovered: recovered !== null && recovered[1] === undefined,
    };
  }
}

/** A location below its call, or a frame of debug=1. */
function isFrame(bytes: Uint8Array, start: number, from: number, end: number): boolean {
  if (bytes[from] === 35) return findFrame(decodeText(bytes, from, Math.min(end, from + maxLineBytes))) !== undefined;
  const to = trimEnd(bytes, from, end);
  const locationEnd = findLocationEnd(bytes, from, to);
  if (locationEnd < 0 || locationEnd < to) return locationEnd >= 0;
  return from > start && matches(bytes, bytes.lastIndexOf(58, to) - 3, to, '.go:');
}

/** A call, a creator or labels. */
function belongsToStack(bytes: Uint8Array, from: number, end: number): boolean {
  const last = bytes[trimEnd(bytes, from, end) - 1];
  return from === end || last === 41 || bytes[from] === 35 || matches(bytes, from, end, 'created by ');
}

const crashWords = ['runtime stack:', 'panic: ', 'fatal error: '];
const words = ['fatal error: ', 'panic: ', 'SIG', 'runtime: program exceeds ', 'POTENTIAL DEADLOCK'];

/**
 * Whether a line may give a reason. Most log lines do not, so only their first bytes are examined, apart from the
 * sentences of leak checkers.
 */
function opensReason(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (words.some((word) => word.charCodeAt(0) === first && matches(bytes, start, end, word))) return true;
  if (end - start > 300 || (first !== 108 && !speaksOfGoroutines(bytes, start, end))) return false;
  const text = decodeText(bytes, start, end);
  return checkers.some(([sign]) => sign.test(text));
}

const checkers: readonly (readonly [sign: RegExp, is: 'leak check' | 'lock report', tool: string])[] = [
  [/^(?:\S+\.go:\d+: )?found unexpected goroutines:/, 'leak check', 'goleak'],
  [/^(?:\S+\.go:\d+: )?leaktest: /i, 'leak check', 'leaktest'],
  [/^(?:\S+\.go:\d+: )?Leaked goroutine: /, 'leak check', 'grpctest'],
  [/^(?:\S+\.go:\d+: )?Expected not to leak \d+ goroutine/, 'leak check', 'gleak'],
  [/^POTENTIAL DEADLOCK/, 'lock report', 'go-deadlock'],
];

/** Whether a dump shows all goroutines, as far as its text and its goroutines tell. */
export function describeContext(reasons: readonly DumpReason[], { goroutines, running }: Extent): DumpContext {
  const isReport = reasons.some(({ is }) => is === 'leak check' || is === 'lock report');
  // By default, a panic prints only the goroutine that panicked.
  const isAlone = goroutines === 1 && reasons.some(({ is }) => is === 'panic');
  const isWhole = running || reasons.length > 0;
  return { reasons, extent: isReport || isAlone || !isWhole ? 'excerpt' : 'whole' };
}
