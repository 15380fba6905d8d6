// Rows of a JSON table: `"columns": […], "rows": [["2026-…", "goroutine 1 [select]:"], …]`. Azure's Log Analytics,
// Kusto, ClickHouse and InfluxDB answer so. One column holds a line of the log, or a whole dump. The table may be one
// line.
import { decodeText, encodeText } from './byte-text.ts';
import { DecodedText } from './decoded-text.ts';
import { findDumpWord } from './dump-word.ts';
import { findStringEnd, parseJson } from './json-text.ts';
import { findLogTime } from './log-time.ts';
import { isLokiAnswer } from './loki-answer.ts';
import type { DecoderOutput, Transport } from './model.ts';

/** A longer row is dropped. */
const maxRowCharacters = 1024 * 1024;
const maxCells = 200;
const longestName = 120;
const maxNamesCharacters = 16 * 1024;
const otherScalar = /^(?:-?\d[\d.eE+-]{0,40}|true|false|null)/;
const longestScalar = 48;
/** Columns that name the process. */
const processName = /^_?(?:container|pod|host|instance|computer|pid|process|stream|service|app)/i;

interface Table {
  readonly column: number;
  readonly cells: number;
  /** Columns that tell processes apart. */
  readonly telling: readonly number[];
}

export const jsonRows: Transport = {
  detect(head) {
    if (findDumpWord(head, 0, head.length) < 0) return [];
    const text = decodeText(head, 0, head.length);
    const table = isLokiAnswer(text) ? undefined : findTable(text);
    if (!table) return [];
    return [{ name: 'rows of a table in JSON', open: (output, line) => new RowDecoder(output, line, table) }];
  },
};

/** The table with a dump in one of its columns; undefined where no two rows have as many cells. */
function findTable(text: string): Table | undefined {
  const rows: (readonly string[])[] = [];
  let first = -1;
  for (let at = text.indexOf('['); at >= 0 && at < text.length;) {
    const row = readRow(text, at);
    if (row.is === 'row') {
      if (first < 0) first = at;
      rows.push(row.cells);
    }
    at = row.is === 'open' ? -1 : text.indexOf('[', row.end);
  }
  const opening = rows.find((cells) => findColumn(cells) >= 0);
  // A recording of a terminal has pieces of lines.
  if (!opening || opening.includes('o')) return undefined;
  const alike = rows.filter(({ length }) => length === opening.length);
  if (alike.length < 2) return undefined;
  const names = readNames(text.slice(Math.max(0, first - maxNamesCharacters), first));
  const telling = names.flatMap((name, column) =>
    processName.test(name) && new Set(alike.map((cells) => cells[column])).size > 1 ? [column] : [],
  );
  const isNamed = names.length === opening.length;
  return { column: findColumn(opening), cells: opening.length, telling: isNamed ? telling : [] };
}

function findColumn(cells: readonly string[]): number {
  return cells.length < 2 ? -1 : cells.findIndex(opensDump);
}

function opensDump(cell: string): boolean {
  const bytes = encodeText(cell.slice(0, 200).trimStart());
  return findDumpWord(bytes, 0, bytes.length) === 0;
}

/** The names of the columns, which stand before the rows. */
function readNames(before: string): readonly string[] {
  const columns = before.lastIndexOf('"columns"');
  if (columns < 0) return [];
  return [...before.slice(columns).matchAll(/"(?:name|ColumnName)"\s{0,20}:\s{0,20}"([^"\\]{0,100})"/g)].map(
    ([, name = '']) => name,
  );
}

/** `open`: the text ends within the row. `other`: a list of another kind, which ends being a row at `end`. */
type Row =
  | { readonly is: 'row'; readonly cells: readonly string[]; readonly end: number }
  | { readonly is: 'open' }
  | { readonly is: 'other'; readonly end: number };

/** Reads a list of strings, numbers and words. `start` is its bracket. */
function readRow(text: string, start: number): Row {
  const cells: string[] = [];
  for (let at = skipBlanks(text, start + 1); ;) {
    if (at >= text.length) return { is: 'open' };
    const end = findCellEnd(text, at);
    if (end < 0) return { is: 'open' };
    if (end === at || cells.length === maxCells) return { is: 'other', end: Math.max(at, start + 1) };
    const quoted = text[at] === '"';
    const value = quoted ? parseJson(text.slice(at, end)) : text.slice(at, end);
    cells.push(typeof value === 'string' ? value : '');
    at = skipBlanks(text, end);
    if (at >= text.length) return { is: 'open' };
    if (text[at] === ']') return { is: 'row', cells, end: at + 1 };
    if (text[at] !== ',') return { is: 'other', end: at };
    at = skipBlanks(text, at + 1);
  }
}

/** Where a cell ends; `at` where there is none, -1 where the text ends within it. */
function findCellEnd(text: string, at: number): number {
  if (text[at] === '"') {
    const end = findStringEnd(text, at + 1, maxRowCharacters);
    return end < 0 ? -1 : end + 1;
  }
  return at + (otherScalar.exec(text.slice(at, at + longestScalar))?.[0].length ?? 0);
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && ' \n\r\t'.includes(text[at]!)) at++;
  return at;
}

class RowDecoder extends DecodedText {
  readonly #table: Table;

  constructor(output: DecoderOutput, line: number, table: Table) {
    super(output, line);
    this.#table = table;
  }

  protected override take(ended: boolean): void {
    const text = this.text;
    let at = 0;
    for (;;) {
      const start = text.indexOf('[', at);
      if (start < 0) {
        at = this.#pass(at, text.length);
        break;
      }
      at = this.#pass(at, start);
      const row = readRow(text, start);
      if (row.is === 'open') {
        if (!ended && text.length - start <= maxRowCharacters) break;
        at = this.#pass(at, start + 1);
        continue;
      }
      if (row.is === 'row' && row.cells.length === this.#table.cells) this.#write(row.cells);
      at = this.#pass(at, row.end);
    }
    this.text = text.slice(at);
  }

  /** Counts the lines up to `to`. */
  #pass(from: number, to: number): number {
    for (let at = this.text.indexOf('\n', from); at >= 0 && at < to; at = this.text.indexOf('\n', at + 1)) this.line++;
    return to;
  }

  #write(cells: readonly string[]): void {
    const { column, telling } = this.#table;
    const cell = cells[column]!;
    const stream = telling
      .map((each) => cells[each])
      .join(' ')
      .slice(0, longestName);
    this.carriedLines++;
    const text = encodeText(cell.endsWith('\n') ? cell : `${cell}\n`);
    this.output.write(stream, text, { line: this.line, timeMs: opensDump(cell) ? this.#timeOf(cells) : undefined });
  }

  #timeOf(cells: readonly string[]): number | undefined {
    const others = encodeText(
      cells
        .filter((_, at) => at !== this.#table.column)
        .join(' ')
        .slice(0, 2048),
    );
    return findLogTime(others, 0, others.length);
  }
}
