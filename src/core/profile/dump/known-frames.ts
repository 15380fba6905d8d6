// Recognises frames that an earlier goroutine had, by their bytes. Comparing eight bytes at a time needs neither a hash
// nor the end of a name. A match is exact: a known name before `(` and a known location before a line end or offset can
// be read in only one way (see frame-text.ts).
import { isHexDigit } from '../../transport/byte-text.ts';
import { fact, factShift, frameKind, textFact, type FrameTable } from '../frame-table.ts';
import { recentWays, type StackTrie } from '../stack-trie.ts';
import type { OpenGoroutine } from './open-goroutine.ts';

const newline = 10;
const tab = 9;
/** Of each of four bytes, the bit that is set in it or in its double where the byte is printable ASCII. */
const printable = 0x40404040;

export class KnownFrames {
  readonly #frames: FrameTable;
  readonly #trie: StackTrie;
  readonly #maxDepth: number;
  readonly #maxLineBytes: number;
  /** Lines that the last walk took. */
  lines = 0;

  /** `maxDepth` is how many inner frames of a stack are kept. */
  constructor(frames: FrameTable, trie: StackTrie, maxDepth: number, maxLineBytes: number) {
    this.#frames = frames;
    this.#trie = trie;
    this.#maxDepth = maxDepth;
    this.#maxLineBytes = maxLineBytes;
  }

  /**
   * Walks down the trie while the lines match recently entered children. Returns where the first other line begins.
   *
   * It is one loop: each frame of each goroutine passes here, and a call for each part of a frame costs more than the
   * comparison in it.
   */
  walk(goroutine: OpenGoroutine, bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const frames = this.#frames;
    const trie = this.#trie;
    const { recent, frameOf } = trie;
    const { facts } = frames;
    const { words } = frames.texts;
    const innerFrames = this.#maxDepth;
    const maxLineBytes = this.#maxLineBytes;
    let at = start;
    let node = goroutine.node;
    let depth = goroutine.depth;
    let lines = 0;
    let way = node * recentWays;
    while (node > 0 && depth < innerFrames) {
      const child = recent[way]!;
      if (child === 0) break;
      const frame = frameOf[child]!;
      const about = frame << factShift;
      const kind = facts[about]!;
      let creator = 0;
      let next = -1;
      compare: if (kind !== frameKind.special) {
        let to = at + facts[about + fact.name + textFact.length]!;
        if (to + 32 > end) break compare;
        // Names differ at their ends.
        let last = facts[about + fact.name + textFact.last]!;
        if (view.getFloat64(to - 8, true) !== words[last]) break compare;
        for (let from = at, word = facts[about + fact.name]!; from < to - 8; from += 8, word++) {
          if (view.getFloat64(from, true) !== words[word]) break compare;
        }
        if (kind === frameKind.call) {
          // Four bytes at a time, as long as none of them is a control character.
          while (to + 4 <= end) {
            const four = view.getInt32(to, true);
            if (((four | (four << 1)) & printable) !== printable) break;
            to += 4;
          }
          while (bytes[to] !== newline) to++;
          const closing = bytes[to - 1];
          if (closing !== 41 && (closing !== 13 || bytes[to - 2] !== 41)) break compare;
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
        const place = to + 2;
        to = place + facts[about + fact.place + textFact.length]!;
        if (to + 16 > end) break compare;
        last = facts[about + fact.place + textFact.last]!;
        if (view.getFloat64(to - 8, true) !== words[last]) break compare;
        for (let from = place, word = facts[about + fact.place]!; from < to - 8; from += 8, word++) {
          if (view.getFloat64(from, true) !== words[word]) break compare;
        }
        const ending = facts[about + fact.endingLength]!;
        if (
          ending > 0 &&
          view.getFloat64(to + ending - 8, true) === words[last + 2] &&
          (ending <= 8 || view.getFloat64(to, true) === words[last + 1])
        ) {
          to += ending - 1;
        } else {
          const offset = to;
          if (bytes[to] === 32) {
            if (bytes[to + 1] !== 43 || bytes[to + 2] !== 48 || bytes[to + 3] !== 120) break compare;
            to += 4;
            while (isHexDigit(bytes[to]!)) to++;
          }
          if (bytes[to] === 32 && to > offset) {
            while (bytes[to] !== newline) to++;
          } else {
            if (bytes[to] === 13) to++;
            if (bytes[to] !== newline) break compare;
            frames.keepEnding(frame, view, offset, to + 1 - offset);
          }
        }
        if (to - place < maxLineBytes) next = to + 1;
      }
      if (next < 0) {
        way++;
        if (way === (node + 1) * recentWays) break;
        continue;
      }
      if (way !== node * recentWays) trie.prefer(node, child);
      at = next;
      lines += 2;
      if (kind === frameKind.creator) {
        goroutine.creator = creator;
        goroutine.setCreator(frame);
        break;
      }
      node = child;
      way = node * recentWays;
      depth++;
    }
    // A creator is entered when its goroutine ends, after all frames of a deep stack.
    goroutine.node = node;
    goroutine.depth = depth;
    this.lines = lines;
    return at;
  }
}
