// Recognises frames that an earlier goroutine had, by their bytes. Comparing four bytes at a time needs neither a hash
// nor the end of a name. A match is exact: a known name before `(` and a known location before a line end or offset can
// be read in only one way (see frame-text.ts).
import { isHexDigit } from '../../transport/byte-text.ts';
import { frameKind, type FrameTable } from '../frame-table.ts';
import { recentWays, type StackTrie } from '../stack-trie.ts';
import type { OpenGoroutine } from './open-goroutine.ts';

const newline = 10;
const tab = 9;
const fourNewlines = 0x0a0a0a0a;

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
    const trie = this.#trie;
    const { recent, frameOf } = trie;
    const { words, nameAt, nameLength, fileAt, fileLength, kinds } = this.#frames;
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
          // Four bytes at a time, as long as none of them is a line end.
          while (to + 4 <= end) {
            const differs = view.getInt32(to, true) ^ fourNewlines;
            if (((differs - 0x01010101) & ~differs & 0x80808080) !== 0) break;
            to += 4;
          }
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
        // Paths are long: four words at a time.
        while (to + 16 <= wholeWords) {
          const differs =
            (view.getInt32(to, true) ^ words[word]!) |
            (view.getInt32(to + 4, true) ^ words[word + 1]!) |
            (view.getInt32(to + 8, true) ^ words[word + 2]!) |
            (view.getInt32(to + 12, true) ^ words[word + 3]!);
          if (differs !== 0) break compare;
          to += 16;
          word += 4;
        }
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
