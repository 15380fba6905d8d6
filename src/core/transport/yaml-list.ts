// A list of YAML with an item for each line, plain or quoted, as PyYAML writes a list of lines. A long item goes on in
// lines that are indented deeper (YAML 1.2, 7.3).
import { decodeText, encodeText } from './byte-text.ts';
import { LineDecoder } from './line-decoder.ts';
import type { Transport } from './model.ts';
import { findDumpWord } from './dump-word.ts';

const item = /^( {0,40})- (.*)$/;
const longestItem = 16 * 1024;

export const yamlList: Transport = {
  detect(head) {
    const word = findDumpWord(head, 0, head.length);
    if (word < 0) return [];
    const start = head.lastIndexOf(10, word) + 1;
    const indent = item.exec(decodeText(head, start, word))?.[1];
    if (indent === undefined) return [];
    return [{ name: 'a list of YAML', open: (output, line) => new ListDecoder(output, line, indent.length) }];
  },
};

class ListDecoder extends LineDecoder {
  readonly #indent: number;
  /** The open item as far as it was read. */
  #item: string | undefined;
  #itemLine = 0;

  constructor(output: ConstructorParameters<typeof LineDecoder>[0], line: number, indent: number) {
    super(output, line);
    this.#indent = indent;
  }

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    const text = decodeText(bytes, start, end).replace(/\r$/, '');
    const found = item.exec(text);
    if (found && found[1]!.length === this.#indent) {
      this.#close();
      this.#item = found[2]!;
      this.#itemLine = this.line;
      return;
    }
    const deeper = text.search(/\S/) > this.#indent;
    if (this.#item !== undefined && (deeper || text.trim() === '') && this.#item.length < longestItem) {
      this.#item = goOn(this.#item, text.trim());
      return;
    }
    this.#close();
    this.leave(bytes, start, end);
  }

  protected override end(): void {
    this.#close();
  }

  #close(): void {
    if (this.#item === undefined) return;
    const text = encodeText(unquote(this.#item));
    this.#item = undefined;
    this.carry('', text, 0, text.length, undefined, this.#itemLine);
  }
}

/** A line break is a blank, or nothing behind a backslash. An escaped blank begins the next line. */
function goOn(before: string, text: string): string {
  if (!before.endsWith('\\') || !before.startsWith('"')) return `${before} ${text}`;
  return before.slice(0, -1) + (text.startsWith('\\ ') ? text.slice(1) : text);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', e: '\x1b', _: '\xa0' };

function unquote(text: string): string {
  if (text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1).replace(/''/g, "'");
  if (!text.startsWith('"') || !text.endsWith('"')) return text;
  return text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (whole, x, u, long, letter) => {
      const code: unknown = x ?? u ?? long;
      if (typeof code === 'string') return readCode(code) ?? String(whole);
      return escapes[String(letter)] ?? String(letter);
    });
}

function readCode(digits: string): string | undefined {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
