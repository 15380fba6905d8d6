// Reads debug=1: `goroutine profile: total N`, then a count, addresses, labels and symbolised frames for each stack.
// runtime/pprof, printCountProfile and printStackRecord.
import { decodeText, skipBlanks, trimEnd } from './frame-text.ts';
import type { ReadingContext, TextEnd, TextFormat, TextProfileReader } from './formats.ts';
import { IssueLog } from './issues.ts';
import { keepLabels, labelsKey, parseLabels } from './label-text.ts';
import type { Labels } from '../labels.ts';
import type { Entry, Frame, Profile, ProfileKind } from './model.ts';
import { findHeaderLine } from './header-line.ts';
import type { Window } from './text-source.ts';

export const countsFormat: TextFormat = {
  medium: 'text',
  opensAt: opensCounts,
  createReader: (context, line) => new CountsReader(context, line),
};

const longestOpening = 120;

/** Whether the line is `goroutine profile: total 48` or the leak profile's. */
export function opensCounts(bytes: Uint8Array, start: number, end: number): boolean {
  const from = skipBlanks(bytes, start, end);
  if (bytes[from] !== 103 || end - from > longestOpening) return false;
  return readOpening(decodeText(bytes, from, trimEnd(bytes, from, end))) !== undefined;
}

function readOpening(line: string): { readonly kind: ProfileKind; readonly total: number } | undefined {
  const match = /^(goroutine|goroutineleak) profile: total (\d{1,15})$/.exec(line);
  return match ? { kind: match[1] as ProfileKind, total: Number(match[2]) } : undefined;
}

interface Record {
  readonly count: number;
  readonly addresses: readonly bigint[];
  readonly frames: Frame[];
  labels: Labels;
}

class CountsReader implements TextProfileReader {
  readonly #context: ReadingContext;
  readonly #issues = new IssueLog();
  readonly #frames = new Map<string, Frame>();
  readonly #entries: Entry[] = [];
  readonly #byKey = new Map<string, number>();
  #kind: ProfileKind | undefined;
  #announced = 0;
  #parsed = 0;
  #line: number;
  #record: Record | undefined;
  #cut = false;

  constructor(context: ReadingContext, line: number) {
    this.#context = context;
    this.#line = line;
  }

  get line(): number {
    return this.#line;
  }

  read(window: Window, start: number): number {
    const { bytes, end } = window;
    let at = start;
    while (at < end) {
      const lineEnd = bytes.indexOf(10, at);
      if (!this.#takeLine(bytes, at, lineEnd)) return at;
      this.#line++;
      at = lineEnd + 1;
    }
    return end;
  }

  finish(end: TextEnd): Profile {
    if (end.cutLine && this.#cut) this.#record = undefined;
    this.#endRecord();
    const missing = Math.max(0, this.#announced - this.#parsed);
    if (missing > 0) {
      this.#issues.add(
        'missing_goroutines',
        `The profile announces ${this.#announced} goroutines and lists ${this.#parsed}.`,
        {
          line: this.#line,
        },
      );
    }
    return {
      kind: this.#kind ?? 'goroutine',
      format: 'debug=1',
      timeMs: undefined,
      durationMs: undefined,
      goroutines: Math.max(this.#announced, this.#parsed),
      parsed: this.#parsed,
      unparsed: missing,
      truncated: missing > 0,
      delta: false,
      entries: this.#entries,
      issues: this.#issues.list(),
      build: undefined,
    };
  }

  #takeLine(bytes: Uint8Array, start: number, lineEnd: number): boolean {
    const end = trimEnd(bytes, start, lineEnd);
    const from = skipBlanks(bytes, start, end);
    if (from === end) return true;
    const text = decodeText(bytes, from, end);
    const opening = readOpening(text);
    if (opening) {
      if (this.#kind) return false;
      this.#kind = opening.kind;
      this.#announced = opening.total;
      return true;
    }
    if (findHeaderLine(bytes, start, end)) return false;
    this.#cut = false;
    if (this.#takeRecord(text) || this.#takeLabels(text) || this.#takeFrame(text)) return true;
    this.#cut = true;
    this.#issues.add('unread_line', 'A line is none that a count profile has.', { line: this.#line });
    return true;
  }

  #takeRecord(text: string): boolean {
    const at = text.indexOf(' @');
    if (at < 1 || at > 16 || !/^-?\d+$/.test(text.slice(0, at))) return false;
    const addresses: bigint[] = [];
    for (const word of text.slice(at + 2).split(' ')) {
      if (word === '') continue;
      if (!/^0x[0-9a-f]{1,16}$/.test(word)) return false;
      addresses.push(BigInt(word));
    }
    this.#endRecord();
    this.#record = { count: Number(text.slice(0, at)), addresses, frames: [], labels: {} };
    return true;
  }

  #takeLabels(text: string): boolean {
    const start = text.indexOf('labels: {');
    if (start < 0 || start > 4 || !this.#record) return false;
    const labels = parseLabels(text.slice(start + 8));
    if (!labels) return false;
    this.#record.labels = keepLabels(labels, this.#context.settings.labelKeys);
    return true;
  }

  /** `#	0x486bd7	os/signal.signal_recv+0x97	/usr/…/sigqueue.go:152`, the `#` and the tabs perhaps lost in a paste. */
  #takeFrame(text: string): boolean {
    let at = text[0] === '#' ? 1 : 0;
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (!text.startsWith('0x', at) || !this.#record) return false;
    while (at < text.length && text[at] !== ' ' && text[at] !== '\t') at++;
    const frame = this.#frame(text.slice(at).trim());
    if (!frame) return false;
    if (frame.function !== '') this.#record.frames.push(frame);
    return true;
  }

  #frame(text: string): Frame | undefined {
    const known = this.#frames.get(text);
    if (known) return known;
    const frame = readFrame(text);
    if (frame) this.#frames.set(text, frame);
    return frame;
  }

  #endRecord(): void {
    const record = this.#record;
    if (!record) return;
    this.#record = undefined;
    this.#parsed += record.count;
    const key = `${record.addresses.join()}${labelsKey(record.labels)}`;
    const known = this.#byKey.get(key);
    const leaked = this.#kind === 'goroutineleak' ? record.count : 0;
    if (known !== undefined) {
      const entry = this.#entries[known]!;
      this.#entries[known] = { ...entry, count: entry.count + record.count, leaked: entry.leaked + leaked };
      return;
    }
    this.#byKey.set(key, this.#entries.length);
    this.#entries.push({
      count: record.count,
      leaked,
      frames: record.frames,
      elidedFrames: 0,
      labels: record.labels,
      header: undefined,
      addresses: record.addresses,
    });
  }
}

const unsymbolised: Frame = { function: '', file: '', line: 0, startLine: 0 };

/** `name+0x97  path:line`; nothing where the runtime found no symbol. */
function readFrame(text: string): Frame | undefined {
  if (text === '') return unsymbolised;
  const plus = text.lastIndexOf('+0x');
  if (plus < 1) return undefined;
  let at = plus + 3;
  while (/[0-9a-f]/.test(text[at] ?? '')) at++;
  const location = text.slice(at).trim();
  const colon = location.lastIndexOf(':');
  const line = Number(location.slice(colon + 1));
  if (colon < 0 || !Number.isSafeInteger(line)) return undefined;
  return { function: text.slice(0, plus), file: location.slice(0, colon), line, startLine: 0 };
}
