// Cells of a table as psql prints it: columns aligned under a ruler of dashes, or one field a line (`\x`). A cell of
// several lines has a plus at the end of each line that goes on, or an arrow where boxes are drawn.
import { decodeText, encodeText } from './byte-text.ts';
import { findDumpWord } from './dump-word.ts';
import { LineDecoder } from './line-decoder.ts';
import type { DecoderOutput, Transport } from './model.ts';

const newline = 10;
const ruler = /^\+?-{3,}(?:\+-+)*\+?$/;
const record = /^\+?-\[ RECORD \d+ \]-*(?:\+-*)?\+?$/;
const boxes: Readonly<Record<string, string>> = {
  '─': '-',
  '┼': '+',
  '├': '+',
  '┤': '+',
  '│': '|',
  '↵': '+',
  '║': '|',
};
/** A line without a dump in it: enough of it tells whether it is a ruler. */
const longestLine = 16 * 1024;

/** Offsets in a line, in characters. */
interface Column {
  readonly from: number;
  /** Where the next column begins; undefined for the last one. */
  readonly to: number | undefined;
}

export const alignedTable: Transport = {
  detect(head) {
    const column = findColumn(head);
    if (!column) return [];
    return [{ name: "a cell of psql's table", open: (output, line) => new AlignedDecoder(output, line, column) }];
  },
};

/** The column in which a dump begins and goes on to the next line. */
function findColumn(head: Uint8Array): Column | undefined {
  let columns: readonly Column[] | undefined;
  let isRecord = false;
  for (let at = 0; at < head.length;) {
    const found = head.indexOf(newline, at);
    const end = found < 0 ? head.length : found;
    const line = readLine(head, at, end);
    if (ruler.test(line)) columns = readRuler(line);
    isRecord ||= record.test(line);
    const word = columns || isRecord ? findWord(line) : -1;
    if (word >= 0) {
      const column = columns
        ? columns.find(({ from }) => from === word - 1)
        : line[word - 2] === '|'
          ? { from: word - 1, to: undefined }
          : undefined;
      return column && readCell(line, column).endsWith('+') ? column : undefined;
    }
    at = end + 1;
  }
  return undefined;
}

function readLine(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeText(bytes, start, Math.min(end, start + longestLine)).trimEnd();
  return text.replace(/[─┼├┤│↵║]/g, (char) => boxes[char]!);
}

function findWord(line: string): number {
  const bytes = encodeText(line);
  const at = findDumpWord(bytes, 0, bytes.length);
  return at < 0 ? -1 : decodeText(bytes, 0, at).length;
}

function readRuler(line: string): readonly Column[] {
  const columns: Column[] = [];
  for (let from = line.startsWith('+') ? 1 : 0; from < line.length;) {
    const found = line.indexOf('+', from);
    columns.push({ from, to: found < 0 ? undefined : found });
    if (found < 0) break;
    from = found + 1;
  }
  return columns;
}

/** The text of a cell with its plus, without the blank before it and the blanks behind. */
function readCell(line: string, { from, to }: Column): string {
  return line.slice(from + 1, to).trimEnd();
}

class AlignedDecoder extends LineDecoder {
  readonly #column: Column;
  /** The line before ended in a plus. */
  #goesOn = false;

  constructor(output: DecoderOutput, line: number, column: Column) {
    super(output, line);
    this.#column = column;
  }

  protected takeLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    const line = readLine(bytes, start, lineEnd);
    const cell = readCell(line, this.#column);
    if (!this.#goesOn && findWord(cell) !== 0) return this.leave(bytes, start, lineEnd);
    this.#goesOn = cell.endsWith('+');
    const text = encodeText(this.#goesOn ? cell.slice(0, -1).trimEnd() : cell);
    this.carry('', text, 0, text.length);
  }
}
