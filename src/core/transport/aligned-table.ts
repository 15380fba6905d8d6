// Cells of a table as a database's shell prints it, with columns aligned under a ruler of dashes. In psql, a cell of
// several lines has a plus at the end of each line that goes on, or an arrow where boxes are drawn; `\x` prints one
// field a line. In a table with bars on both sides (sqlite3, Markdown), the rows below belong to the same column.
import { decodeText, encodeText } from './byte-text.ts';
import { findDumpWord } from './dump-word.ts';
import { LineDecoder } from './line-decoder.ts';
import type { DecoderOutput, Transport } from './model.ts';

const newline = 10;
const openBracket = 91;
const ruler = /^[+|]?-{3,}(?:[+|]-+)*[+|]?$/;
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
/** How much of a line without a dump is read to tell whether it is a ruler. */
const longestLine = 16 * 1024;

/** Offsets in a line, in characters. */
interface Column {
  readonly from: number;
  /** Where the next column begins; undefined for the last one. */
  readonly to: number | undefined;
}

/**
 * `goes on`: the end of the cell says whether it continues. `rows`: every row continues, up to the end of the table.
 */
type Kind = 'goes on' | 'rows';

export const alignedTable: Transport = {
  detect(head) {
    const column = findColumn(head);
    if (!column) return [];
    return [{ name: 'a cell of a table', open: (output, line) => new AlignedDecoder(output, line, column) }];
  },
};

/** The column in which a dump begins and continues on the next line. */
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
        ? columns.find((each) => isFirst(line, each, word))
        : line[word - 2] === '|'
          ? { from: word - 1, to: undefined }
          : undefined;
      return column && kindOf(line, column) ? column : undefined;
    }
    at = end + 1;
  }
  return undefined;
}

function kindOf(line: string, column: Column): Kind | undefined {
  if (readCell(line, column).endsWith('+')) return 'goes on';
  return line.startsWith('|') && line.endsWith('|') && column.to !== undefined ? 'rows' : undefined;
}

function readLine(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeText(bytes, start, Math.min(end, start + longestLine)).trimEnd();
  return text.replace(/[─┼├┤│↵]/g, (char) => boxes[char]!);
}

function findWord(line: string): number {
  const bytes = encodeText(line);
  const at = findDumpWord(bytes, 0, bytes.length);
  // goleak writes its sentences in brackets.
  const from = bytes[at - 1] === openBracket ? at - 1 : at;
  return at < 0 ? -1 : decodeText(bytes, 0, from).length;
}

function readRuler(line: string): readonly Column[] {
  const columns: Column[] = [];
  const bars = line.replace(/\|/g, '+');
  for (let from = bars.startsWith('+') ? 1 : 0; from < line.length;) {
    const found = bars.indexOf('+', from);
    columns.push({ from, to: found < 0 ? undefined : found });
    if (found < 0) break;
    from = found + 1;
  }
  return columns;
}

/** Whether `word` stands in the column, with only blanks before it. */
function isFirst(line: string, { from, to }: Column, word: number): boolean {
  return from < word && (to === undefined || word < to) && line.slice(from + 1, word).trim() === '';
}

/** The text of a cell with its plus, without the blank before it and the blanks behind. */
function readCell(line: string, { from, to }: Column): string {
  return line.slice(from + 1, to).trimEnd();
}

class AlignedDecoder extends LineDecoder {
  readonly #column: Column;
  #kind: Kind = 'goes on';
  /** The previous line is part of a cell that continues. */
  #goesOn = false;

  constructor(output: DecoderOutput, line: number, column: Column) {
    super(output, line);
    this.#column = column;
  }

  protected takeLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    const line = readLine(bytes, start, lineEnd);
    const cell = readCell(line, this.#column);
    const isBegun = !this.#goesOn && findWord(cell) === cell.length - cell.trimStart().length;
    if (isBegun) this.#kind = kindOf(line, this.#column) ?? 'goes on';
    const isRow = this.#kind === 'goes on' || (line.startsWith('|') && line.endsWith('|') && !ruler.test(line));
    if ((!this.#goesOn && !isBegun) || !isRow) {
      this.#goesOn = false;
      return this.leave(bytes, start, lineEnd);
    }
    const hasMark = this.#kind === 'goes on' && cell.endsWith('+');
    this.#goesOn = hasMark || this.#kind === 'rows';
    const text = encodeText(hasMark ? cell.slice(0, -1).trimEnd() : cell);
    this.carry('', text, 0, text.length);
  }
}
