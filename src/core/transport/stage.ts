// The path of one text to the readers. It looks for a dump, finds out how the dump is carried, undoes that transport,
// and repeats this with the result. A text without a transport goes to a reader of its own.
import { countLines, join, matches } from './byte-text.ts';
import { growBytes } from './grow.ts';
import { findMark, markBytes } from './marks.ts';
import type { Carriage, Decoder, DecoderOutput, Place, TextSink, TransportUse } from './model.ts';
import { maxDepth, weighHead, type TextSense } from './weigh.ts';

/** Reads text that no transport carries any more. */
export interface TextLeaf extends TextSink {
  /**
   * Set after a line that another transport seems to carry. The leaf has read nothing from that line on, and takes
   * nothing until `resume` is called.
   */
  readonly isHalted: boolean;
  /**
   * The text from the halting line on, and the number of that line. The leaf then continues as if it had not met the
   * line.
   */
  resume(): { readonly rest: Uint8Array; readonly line: number };
}

interface StageContext extends TextSense {
  /** `head` is the first part of the leaf's text. */
  readonly createLeaf: (part: string, head: Uint8Array) => TextLeaf;
  /** Called when a text has ended, once for each transport that was undone. */
  readonly report: (use: TransportUse) => void;
}

/** Enough to recognise a plain dump. */
const plainBytes = 8 * 1024;
/** Enough to tell transports apart, and to hold the longest line that a log may have. */
const headBytes = 32 * 1024;
/** The text before a dump gives the reason for it. */
const lookBackBytes = 16 * 1024;
/** Where nothing made sense, this much of the end is examined again with what follows. */
const overlapBytes = 4 * 1024;
/** The most streams of one log that are read separately. */
const maxStreams = 64;

type State =
  | { readonly is: 'gathering'; readonly pieces: Uint8Array[]; readonly places: (Place | undefined)[]; bytes: number }
  /** The first `length` bytes of `buffer` are the latest text. The search for a mark starts at `from`. */
  | { readonly is: 'searching'; buffer: Uint8Array<ArrayBuffer>; length: number; from: number; line: number }
  | { readonly is: 'reading'; readonly leaf: TextLeaf }
  | { readonly is: 'decoding'; readonly decoder: Decoder };

export class Stage implements TextSink {
  readonly #context: StageContext;
  readonly #depth: number;
  readonly #part: string;
  #state: State = { is: 'gathering', pieces: [], places: [], bytes: 0 };
  #triedPlain = false;
  /** Line of the first gathered byte. */
  #line: number;
  #leaf: TextLeaf | undefined;
  readonly #children = new Map<string, Stage>();
  readonly #uses: { readonly name: string; readonly decoder: Decoder; leftOut: number }[] = [];
  #rest: Stage | undefined;

  constructor(context: StageContext, depth = 0, part = '', line = 1) {
    this.#context = context;
    this.#depth = depth;
    this.#part = part;
    this.#line = line;
  }

  push(piece: Uint8Array, place?: Place): void {
    const state = this.#state;
    switch (state.is) {
      case 'reading':
        return this.#read(state.leaf, piece, place);
      case 'decoding':
        return state.decoder.push(piece, place);
      case 'gathering':
        return this.#gather(state, piece, place);
      case 'searching':
        return this.#search(state, piece, place);
    }
  }

  finish(): void {
    while (this.#settleRest());
    if (this.#state.is === 'decoding') this.#state.decoder.finish();
    this.#leaf?.finish();
    for (const child of this.#children.values()) child.finish();
    for (const { name, decoder, leftOut } of this.#uses) {
      this.#context.report({ name, carriedLines: decoder.carriedLines, leftOutLines: leftOut });
    }
    this.#rest?.finish();
  }

  /** Decides about the remaining text at its end. True while something is left to decide. */
  #settleRest(): boolean {
    const state = this.#state;
    if (state.is === 'searching') this.#findMark(state, state.length);
    if (state.is === 'gathering' && state.bytes > 0) this.#settle(state, true);
    return this.#state !== state;
  }

  #gather(state: Extract<State, { is: 'gathering' }>, piece: Uint8Array, place: Place | undefined): void {
    if (state.bytes === 0 && place) this.#line = place.line;
    state.pieces.push(piece);
    state.places.push(place);
    state.bytes += piece.length;
    this.#settle(state, false);
    // Text that is not passed on yet outlives the call, so it is copied.
    if (this.#state === state) state.pieces[state.pieces.length - 1] = piece.slice();
  }

  /** Decides what the gathered text is, once there is enough of it. */
  #settle(state: Extract<State, { is: 'gathering' }>, ended: boolean): void {
    if (!this.#triedPlain && (ended || state.bytes >= plainBytes)) {
      this.#triedPlain = true;
      if (this.#context.isPlain(headOf(state.pieces, plainBytes))) return this.#startReading(state);
    }
    if (!ended && state.bytes < headBytes) return;
    this.#triedPlain = true;
    const head = headOf(state.pieces, headBytes);
    const { carriage, points } = this.#depth < maxDepth ? weighHead(head, this.#context, this.#depth) : readable;
    if (carriage) this.#startDecoding(carriage, state);
    else if (points > 0 || this.#leaf) this.#startReading(state);
    else this.#startSearching(state, ended ? state.bytes : Math.max(1, head.length - overlapBytes));
  }

  #startReading(state: Extract<State, { is: 'gathering' }>): void {
    const leaf = (this.#leaf ??= this.#context.createLeaf(this.#part, headOf(state.pieces, headBytes)));
    this.#state = { is: 'reading', leaf };
    this.#replay(state);
  }

  #startDecoding(carriage: Carriage, state: Extract<State, { is: 'gathering' }>): void {
    const use = { name: carriage.name, decoder: undefined as unknown as Decoder, leftOut: 0 };
    const output: DecoderOutput = {
      write: (stream, text, place) => this.#childOf(stream).push(text, place),
      leave: (bytes, start, end, line) => {
        use.leftOut++;
        this.#leave(bytes, start, end, line);
      },
    };
    use.decoder = carriage.open(output, this.#line);
    this.#uses.push(use);
    this.#state = { is: 'decoding', decoder: use.decoder };
    this.#replay(state);
  }

  #replay({ pieces, places }: Extract<State, { is: 'gathering' }>): void {
    const first = places[0] ?? { line: this.#line, timeMs: undefined };
    for (const [index, piece] of pieces.entries()) this.push(piece, index === 0 ? first : places[index]);
  }

  #startSearching({ pieces }: Extract<State, { is: 'gathering' }>, from: number): void {
    const buffer = join(pieces);
    const state: State = { is: 'searching', buffer, length: buffer.length, from, line: this.#line };
    this.#state = state;
    this.#findMark(state, Math.max(0, state.length - markBytes));
  }

  #search(state: Extract<State, { is: 'searching' }>, piece: Uint8Array, place: Place | undefined): void {
    if (place) state.line = place.line - countLines(state.buffer, 0, state.length);
    state.buffer = growBytes(state.buffer, state.length + piece.length);
    state.buffer.set(piece, state.length);
    state.length += piece.length;
    this.#findMark(state, Math.max(0, state.length - markBytes));
  }

  /**
   * Looks for a mark that begins before `end`, and gathers from some text before it. Drops text that is no longer
   * needed.
   */
  #findMark(state: Extract<State, { is: 'searching' }>, end: number): void {
    const { buffer, length } = state;
    if (end > state.from) {
      const mark = findMark(buffer, state.from, length);
      if (mark >= 0 && mark < end) return this.#gatherFrom(state, mark);
      state.from = end;
    }
    const keep = Math.max(0, state.from - lookBackBytes);
    if (keep === 0) return;
    state.line += countLines(buffer, 0, keep);
    buffer.copyWithin(0, keep, length);
    state.length -= keep;
    state.from -= keep;
  }

  #gatherFrom({ buffer, length, line }: Extract<State, { is: 'searching' }>, mark: number): void {
    const tail = buffer.subarray(0, length);
    const back = Math.max(0, mark - lookBackBytes);
    const lineStart = back === 0 ? 0 : tail.indexOf(10, back) + 1;
    const start = lineStart > 0 && lineStart <= mark ? lineStart : back;
    this.#line = line + countLines(tail, 0, start);
    const gathered = tail.slice(start);
    const state: State = { is: 'gathering', pieces: [gathered], places: [undefined], bytes: gathered.length };
    this.#triedPlain = false;
    this.#state = state;
    this.#settle(state, false);
  }

  #read(leaf: TextLeaf, piece: Uint8Array, place: Place | undefined): void {
    leaf.push(piece, place);
    if (!leaf.isHalted) return;
    const { rest, line } = leaf.resume();
    this.#line = line;
    this.#triedPlain = true;
    const state: State = { is: 'gathering', pieces: [rest], places: [undefined], bytes: rest.length };
    this.#state = state;
    this.#settle(state, false);
    if (this.#state === state) state.pieces[0] = rest.slice();
  }

  #childOf(stream: string): Stage {
    const name = this.#children.has(stream) || this.#children.size < maxStreams ? stream : '';
    const known = this.#children.get(name);
    if (known) return known;
    const part = [this.#part, name].filter((each) => each !== '').join(' ');
    const child = new Stage(this.#context, this.#depth + 1, part);
    this.#children.set(name, child);
    return child;
  }

  /** Lines that a transport does not carry are a text of their own, if they mention goroutines at all. */
  #leave(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!this.#rest) {
      const isLabel = matches(bytes, start, end, '# labels: {');
      if (this.#depth >= maxDepth || isLabel || findMark(bytes, start, end) < 0) return;
      this.#rest = new Stage(this.#context, this.#depth + 1, this.#part, line);
    }
    const text = new Uint8Array(end - start + 1);
    text.set(bytes.subarray(start, end));
    text[end - start] = 10;
    this.#rest.push(text, { line, timeMs: undefined });
  }
}

const readable = { carriage: undefined, points: 1 };

function headOf(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = pieces.length === 1 ? pieces[0]! : join(pieces);
  return whole.subarray(0, bytes);
}
