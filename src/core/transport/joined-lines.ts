// A dump whose lines stand in one line, with a blank or a bar for each line end, as the tables of log viewers and `tr
// '\n' ' '` leave it. The words with which all lines of a dump begin and end show where the line ends were.
import { CuttingRewriter, FilterDecoder } from './byte-filter.ts';
import { decodeText, encodeText } from './byte-text.ts';
import type { Transport } from './model.ts';

const maxLineBytes = 256 * 1024;
const header = /(goroutine \d{1,20} [^\n\][]{0,100}\[[^\]\n]{1,200}\]:)[ |]{1,8}(?=\S)/g;
/** A place stands behind a tab, or it is a whole path. */
const place =
  /(?:[ |]{0,8}\t {0,8}|[ |]{1,8}(?=[/_<]|[A-Z]:))([^\s|]{1,500}:\d{1,9}(?: \+0x[0-9a-f]{1,16})?)(?:[ |]{1,8}|$)/gm;
const creator = /[ |]{1,8}(?=created by )/g;
export const joinedLines: Transport = {
  detect(head) {
    if (decodeText(head, 0, head.length).search(header) < 0) return [];
    const rewrite = (text: Uint8Array) => encodeText(undo(decodeText(text, 0, text.length)));
    return [
      {
        name: 'lines joined into one',
        open: (output, line) => new FilterDecoder(output, line, new CuttingRewriter(rewrite, wholeLines, maxLineBytes)),
      },
    ];
  },
};

function wholeLines(text: Uint8Array): number {
  return text.lastIndexOf(10) + 1;
}

function undo(text: string): string {
  return text.replace(place, '\n\t$1\n').replace(creator, '\n').replace(header, '\n$1\n');
}
