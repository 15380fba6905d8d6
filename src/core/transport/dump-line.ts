// Names the kind of a single dump line by its shape alone. Transports need it to find where a line ends and the next
// begins. The readers decide what a line means.
import { decodeText, skipBlanks, trimEnd } from './byte-text.ts';
import { findDumpWord } from './dump-word.ts';

type DumpLine = 'blank' | 'header' | 'call' | 'creator' | 'location' | 'row' | 'other';

const maxLineBytes = 4096;

export function nameDumpLine(bytes: Uint8Array, start: number, lineEnd: number): DumpLine {
  const end = trimEnd(bytes, start, lineEnd);
  const from = skipBlanks(bytes, start, end);
  if (from === end) return 'blank';
  if (end - from > maxLineBytes) return 'other';
  const text = decodeText(bytes, from, end);
  if (bytes[from] === 103 && findDumpWord(bytes, from, end) === from) {
    return /\]:$|\}:$|total \d+$/.test(text) ? 'header' : 'other';
  }
  if (announcement.test(text)) return 'header';
  if (location.test(text)) return 'location';
  if (text.startsWith('created by ')) return creator.test(text) ? 'creator' : 'other';
  if (text.endsWith(')') && call.test(text) && isBalanced(text)) return 'call';
  return row.test(text) ? 'row' : 'other';
}

// Each pattern has one unbounded part, so none can backtrack far.
const location =
  /^(?:[A-Za-z]:)?[^\s:()][^:()]*:\d{1,9}(?: \+?0x[0-9a-f]+(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+ pc=0x[0-9a-f]+)?)?$/;
const creator = /^created by [^\s]{1,1000}(?: in goroutine \d{1,19})?$/;
const call = /^(?:panic\(|[^\s"=|]{1,1000}\.)/;
const row =
  /^\d{1,15} @(?: 0x[0-9a-f]+)+$|^#?\s*0x[0-9a-f]+(?:\s+\S+\+0x[0-9a-f]+\s+\S[^:]*:\d{1,9})?$|^# labels: \{.*\}$/;
const announcement = /^\[?Goroutine \d{1,19} in state .* on top of the stack:$/;

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
