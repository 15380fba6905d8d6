// The text of each goroutine of a debug=2 dump as the runtime printed it, with arguments. Readers keep only the meaning
// of stacks, and people want to see the original.
import { decodeText, encodeText, trimEnd } from '../transport/byte-text.ts';
import { listFiles } from './archive/list-files.ts';
import { createWideDecoder, detectWide } from './wide-text.ts';
import { findHeaderLine } from './header-line.ts';
import { limits } from '../limits.ts';
import { isPlainDump, scoreText } from './score.ts';
import { LineWindows, type Window } from '../transport/line-windows.ts';
import { Stage, type TextLeaf } from '../transport/stage.ts';

/** The bytes of one block after which its further lines are dropped. */
const maxBlockBytes = 64 * 1024;

const newline = 10;

/** Archives in one another. */
const maxNested = 3;

/**
 * The text of every goroutine by its number; the last text where a number occurs twice. Takes the complete bytes of a
 * dump and undoes its transports. Of an archive it takes the last file with goroutines, as readers do. pprof labels are
 * removed from the headers, since settings decide which of them may be shown.
 */
export function splitDump(bytes: Uint8Array, depth = 0): ReadonlyMap<number, string> {
  const files = depth < maxNested ? listFiles(bytes) : undefined;
  if (files) return findLastOf(files, depth + 1);
  const wide = detectWide(bytes);
  return splitText(wide ? encodeText(createWideDecoder(wide).decode(bytes)) : bytes);
}

function findLastOf(files: readonly Uint8Array[], depth: number): ReadonlyMap<number, string> {
  for (const file of files.toReversed()) {
    const blocks = splitDump(file, depth);
    if (blocks.size > 0) return blocks;
  }
  return new Map();
}

function splitText(bytes: Uint8Array): ReadonlyMap<number, string> {
  const blocks = new Map<number, string>();
  const stage = new Stage({
    score: scoreText,
    isPlain: isPlainDump,
    createLeaf: () => new BlockLeaf(blocks),
    report: () => {},
  });
  stage.push(bytes);
  stage.finish();
  return blocks;
}

class BlockLeaf implements TextLeaf {
  readonly isHalted = false;
  readonly #blocks: Map<number, string>;
  readonly #windows = new LineWindows(limits.line.value, (window) => this.#takeLines(window));
  #open: { readonly id: number; readonly lines: string[]; bytes: number } | undefined;

  constructor(blocks: Map<number, string>) {
    this.#blocks = blocks;
  }

  push(piece: Uint8Array): void {
    this.#windows.push(piece);
  }

  resume(): { readonly rest: Uint8Array; readonly line: number } {
    return { rest: new Uint8Array(0), line: 1 };
  }

  finish(): void {
    this.#windows.finish();
    this.#close();
  }

  #takeLines({ bytes, start, end }: Window): void {
    for (let at = start; at < end;) {
      const lineEnd = bytes.indexOf(newline, at);
      this.#take(bytes, at, lineEnd);
      at = lineEnd + 1;
    }
  }

  #take(bytes: Uint8Array, start: number, lineEnd: number): void {
    const end = trimEnd(bytes, start, lineEnd);
    const header = findHeaderLine(bytes, start, end);
    if (header && !header.announced) {
      this.#close();
      const line = decodeText(bytes, header.from, end);
      this.#open = { id: header.id, lines: [cutLabels(line)], bytes: line.length };
    } else if (start === end) this.#close();
    else if (this.#open && this.#open.bytes < maxBlockBytes) {
      this.#open.lines.push(decodeText(bytes, start, end));
      this.#open.bytes += end - start;
    }
  }

  #close(): void {
    if (this.#open) this.#blocks.set(this.#open.id, this.#open.lines.join('\n'));
    this.#open = undefined;
  }
}

/** `goroutine 7 [select labels:{"user": "ada"}]:` and `goroutine 7 [select] {user: ada}:` without the labels. */
function cutLabels(line: string): string {
  const inside = line.indexOf(' labels:{');
  const behind = line.indexOf('] {');
  if (inside > 0) return `${line.slice(0, inside)}]:`;
  return behind > 0 ? `${line.slice(0, behind)}]:` : line;
}
