// The text of each goroutine of a debug=2 dump as the runtime printed it, arguments and all: readers keep what stacks
// mean, and people want to see what was there.
import { decodeText, trimEnd } from './frame-text.ts';
import { findHeaderLine } from './header-line.ts';
import { LinePrefix } from './line-prefix.ts';

/** Longer stacks are cut in their middle lines' favour: nobody reads on. */
const maxBlockBytes = 64 * 1024;

const newline = 10;

/**
 * Takes bytes that are all there, and gives the text of every goroutine by its number; of a number that is there twice, the last. pprof labels are taken out
 * of the headers: which of them may be shown is the settings' business. What a log put before every line is left out.
 */
export function splitDump(bytes: Uint8Array): ReadonlyMap<number, string> {
  const blocks = new Map<number, string>();
  let open: { readonly id: number; readonly prefix: LinePrefix; readonly lines: string[]; bytes: number } | undefined;
  const close = () => {
    if (open) blocks.set(open.id, open.lines.join('\n'));
    open = undefined;
  };
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found;
    const header = findHeaderLine(bytes, start, end);
    if (header && !header.announced) {
      close();
      const prefix = new LinePrefix(bytes, start, header.from);
      const line = decodeText(bytes, header.from, trimEnd(bytes, header.from, end));
      open = { id: header.id, prefix, lines: [cutLabels(line)], bytes: line.length };
    } else if (open) {
      const from = open.prefix.skip(bytes, start, end);
      const to = trimEnd(bytes, start, end);
      if (from < 0 || from >= to) close();
      else if (open.bytes < maxBlockBytes) {
        open.lines.push(decodeText(bytes, from, to));
        open.bytes += to - from;
      }
    }
    start = end + 1;
  }
  close();
  return blocks;
}

/** `goroutine 7 [select labels:{"user": "ada"}]:` and `goroutine 7 [select] {user: ada}:` without the labels. */
function cutLabels(line: string): string {
  const inside = line.indexOf(' labels:{');
  const behind = line.indexOf('] {');
  if (inside > 0) return `${line.slice(0, inside)}]:`;
  return behind > 0 ? `${line.slice(0, behind)}]:` : line;
}
