// Resolves the locations of a protobuf profile into frames, each location once, and interns its stacks.
import { growInts } from '../transport/grow.ts';
import type { IssueLog } from './issues.ts';
import type { InternedStack } from './interned-stack.ts';
import type { InternedStackTables } from './interned-stacks.ts';
import type { Int } from './int.ts';
import type { ProfileMessage, SampleMessage } from './profile-message.ts';

/** The frame numbers of one sample, in a list that the next sample reuses. */
interface SampleStack {
  readonly frames: Int32Array;
  readonly length: number;
  readonly elided: number;
}

const unresolved = -1;

export class SampleFrames {
  readonly #message: ProfileMessage;
  readonly #issues: IssueLog;
  readonly #known: InternedStackTables;
  /**
   * By row of the location: where its frames begin and end in `#frames`. Innermost first: a location has several frames
   * where functions were inlined.
   */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  #frames = new Int32Array(256);
  #used = 0;
  #stack = new Int32Array(64);
  readonly #missing = new Set<Int>();

  constructor(message: ProfileMessage, issues: IssueLog, known: InternedStackTables) {
    this.#message = message;
    this.#issues = issues;
    this.#known = known;
    this.#starts = new Int32Array(message.locations.length).fill(unresolved);
    this.#ends = new Int32Array(message.locations.length);
  }

  /** A reference points nowhere. A profile that was cut between two records looks like that. */
  get isIncomplete(): boolean {
    return ['missing_location', 'missing_function', 'missing_file'].some((code) => this.#issues.has(code));
  }

  /** A stack deeper than `framesPerStack` keeps both ends; the middle is counted. */
  resolve(sample: SampleMessage, framesPerStack: number): SampleStack {
    let length = 0;
    const ids = sample.locations;
    // An iterator would cost as much as the rest of the loop.
    // oxlint-disable-next-line typescript/prefer-for-of -- see above
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index]!;
      const row = this.#message.locations.find(id);
      if (row < 0) {
        this.#missLocation(id, sample.offset);
        continue;
      }
      let at = this.#starts[row]!;
      if (at === unresolved) at = this.#resolveLocation(row, sample.offset);
      const end = this.#ends[row]!;
      if (length + end - at > this.#stack.length) this.#stack = growInts(this.#stack, length + end - at);
      for (; at < end; at++) this.#stack[length++] = this.#frames[at]!;
    }
    const inner = Math.max(1, framesPerStack >> 1);
    const outer = Math.max(1, framesPerStack - inner);
    const elided = Math.max(0, length - inner - outer);
    if (elided > 0) this.#stack.copyWithin(inner, length - outer, length);
    return { frames: this.#stack, length: length - elided, elided };
  }

  /** The number of the interned stack; 0 when it is new and `mayAdd` is false. */
  number({ frames, length, elided }: SampleStack, mayAdd: boolean): number {
    const known = this.#known.findStack(frames, length, elided);
    return known !== 0 || !mayAdd ? known : this.#known.addStack(frames, length, elided);
  }

  stack(number: number): InternedStack {
    return this.#known.stack(number);
  }

  /** The first addresses, one per location; 0 for a missing one. */
  addresses({ locations }: SampleMessage, most: number): readonly bigint[] {
    const table = this.#message.locations;
    return locations.slice(0, most).map((id) => {
      const row = table.find(id);
      return row < 0 ? 0n : BigInt(table.address.get(row));
    });
  }

  #missLocation(id: Int, offset: number): void {
    if (this.#missing.has(id)) return;
    this.#missing.add(id);
    this.#issues.add('missing_location', `Location ${id} is not in the profile.`, { offset });
  }

  /** Returns where the frames of the location begin. `offset` is the place of the sample that refers to it. */
  #resolveLocation(row: number, offset: number): number {
    const { locations } = this.#message;
    const start = this.#used;
    const end = Number(locations.lineEnd.get(row));
    for (let line = Number(locations.lineStart.get(row)); line < end; line++) this.#addLine(line, offset);
    // Where the runtime found no symbol, the address is the only name.
    if (this.#used === start) this.#add(this.#nameAddress(locations.address.get(row)));
    this.#starts[row] = start;
    this.#ends[row] = this.#used;
    return start;
  }

  #add(frame: number): void {
    this.#frames = growInts(this.#frames, this.#used + 1);
    this.#frames[this.#used++] = frame;
  }

  #nameAddress(address: Int): number {
    const name = new TextEncoder().encode(`0x${address.toString(16)}`);
    return this.#known.frameNumber(this.#known.text.intern(name, 0, name.length), 0, 0, 0);
  }

  #addLine(line: number, offset: number): void {
    const { locations, functions, strings } = this.#message;
    const { text } = this.#known;
    const id = locations.lineFunction.get(line);
    const row = functions.find(id);
    let name = row < 0 ? 0 : strings.intern(functions.name.get(row), text);
    if (row >= 0 && name <= 0) name = strings.intern(functions.systemName.get(row), text);
    if (name <= 0) {
      this.#issues.add('missing_function', `Function ${id} or its name is not in the profile.`, { offset });
      return;
    }
    const fileIndex = functions.file.get(row);
    let file = strings.intern(fileIndex, text);
    if (file < 0) {
      this.#issues.add('missing_file', `File name ${fileIndex} is not in the profile.`, { offset });
      file = 0;
    } else if (text.text(file) === '?') file = 0;
    const startLine = toLine(functions.startLine.get(row));
    this.#add(this.#known.frameNumber(name, file, startLine, toLine(locations.lineNumber.get(line))));
  }
}

function toLine(value: Int): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
