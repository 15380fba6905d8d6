// Bytes that are written as numbers: Go's `%v` and `%x` of a []byte, and journald's JSON of text with colours.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { decodeText, encodeText } from './byte-text.ts';
import { speaksOfGoroutines } from './marks.ts';
import type { Carriage, Transport } from './model.ts';
import { QuotedDecoder } from './quoted-decoder.ts';
import { findRecordStreams, type Field } from './record-streams.ts';

const quote = 34;
/** The text that stands before the numbers of each record. */
const key = /(?:"[^"\n]{1,60}"\s?:\s?|[A-Za-z_][\w.-]{0,60}(?:[:=] ?| ))$/;
const decimals = /\[(\d{1,3}(?:[ ,] ?\d{1,3}){15,})/g;
const hexadecimals = /(?<![0-9a-fA-F])(?:[0-9a-f]{2} ?){40,}/g;
/** A dump of some hundred kilobytes takes twice its size. */
const maxRunBytes = 1024 * 1024;

export const numberedBytes: Transport = {
  detect(head) {
    const text = decodeText(head, 0, head.length);
    const found = [...text.matchAll(decimals)].find(([, numbers = '']) => speaks(readDecimals(numbers)));
    if (found) return [readsNumbers(head, text.slice(text.lastIndexOf('\n', found.index) + 1, found.index))];
    return text.match(hexadecimals)?.some((run) => speaks(readHexadecimals(run))) ? [readsHexadecimals] : [];
  },
};

function speaks(bytes: Uint8Array): boolean {
  return speaksOfGoroutines(bytes, 0, bytes.length);
}

function readDecimals(run: string): Uint8Array {
  return Uint8Array.from(run.split(/[ ,]+/), Number);
}

function readHexadecimals(run: string): Uint8Array {
  return Uint8Array.from(run.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** `before` is the text of a line before its numbers. */
function readsNumbers(head: Uint8Array, before: string): Carriage {
  const field: Field = { key: encodeText(key.exec(before)?.[0] ?? ''), quote, more: 'nothing', isPiece: false };
  const streams = findRecordStreams(head, field);
  return { name, open: (output, line) => new QuotedDecoder(output, line, field, streams) };
}

const name = 'bytes written as numbers';

/** A run stands in one line. It becomes a quoted text, as if the record had held one. */
const readsHexadecimals: Carriage = {
  name,
  open: (output, line) =>
    new FilterDecoder(output, line, new CuttingRewriter(quoteRuns, (text) => text.lastIndexOf(10) + 1, maxRunBytes)),
};

function quoteRuns(text: Uint8Array): Uint8Array {
  const quoted = decodeText(text, 0, text.length).replace(hexadecimals, (run) => {
    const bytes = readHexadecimals(run);
    return JSON.stringify(decodeText(bytes, 0, bytes.length));
  });
  return encodeText(quoted);
}
