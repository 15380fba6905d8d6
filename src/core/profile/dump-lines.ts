// The lines of debug=2 and of crash output that are neither headers, calls nor locations. runtime/traceback.go,
// runtime/panic.go, testing, and the race detector.
import { decodeText, matches } from '../transport/byte-text.ts';

/**
 * What a line means to the goroutine it may stand in. `stop`: the goroutine is over. `panic` and `signal`: the
 * goroutine is over, and goroutines after the line belong to another dump. GOTRACEBACK=crash is an exception: it
 * repeats its signal for each `thread` of the same dump.
 */
type LineMeaning =
  | { readonly is: 'elided'; readonly frames: number }
  | { readonly is: 'ancestors' | 'unavailable' | 'foreign' | 'stop' | 'panic' | 'signal' | 'thread' | 'unknown' };

const unknown: LineMeaning = { is: 'unknown' };
const longestWord = 200;

const openings: readonly (readonly [word: string, meaning: LineMeaning])[] = [
  ['[originating from goroutine ', { is: 'ancestors' }],
  ['non-Go function at pc=', { is: 'foreign' }],
  ['-----', { is: 'thread' }],
  ['WARNING: DATA RACE', { is: 'stop' }],
  ['==================', { is: 'stop' }],
  ['SIG', { is: 'signal' }],
  ['panic: ', { is: 'panic' }],
  ['fatal error: ', { is: 'panic' }],
  ['runtime stack:', { is: 'stop' }],
  ['[signal ', { is: 'stop' }],
  ['signal arrived during ', { is: 'stop' }],
  ['PC=', { is: 'stop' }],
  ['exit status ', { is: 'stop' }],
  // Before Go 1.23 the panic of a test timeout is not indented as a whole, but its list of tests is.
  ['running tests:', { is: 'panic' }],
  ['PASS', { is: 'stop' }],
  ['FAIL', { is: 'stop' }],
  ['--- FAIL', { is: 'stop' }],
  ['ok  \t', { is: 'stop' }],
  ['=== ', { is: 'stop' }],
  ['HTTP/1.', { is: 'panic' }],
];

/** What a line means. Takes it without the blanks around it. */
export function readLineMeaning(bytes: Uint8Array, start: number, end: number): LineMeaning {
  if (end - start > longestWord) return unknown;
  if (matches(bytes, start, end, '...')) return readElision(decodeText(bytes, start, end));
  for (const [word, meaning] of openings) if (matches(bytes, start, end, word)) return meaning;
  if (matches(bytes, start, end, 'goroutine ') && decodeText(bytes, start, end).endsWith('; stack unavailable')) {
    return { is: 'unavailable' };
  }
  // goleak closes its list with a bracket. A crash prints registers right after the last frame.
  if ((end - start === 1 && bytes[start] === 93) || isRegister(bytes, start, end)) return { is: 'stop' };
  return unknown;
}

/** `...101 frames elided...` (Go 1.21), `...additional frames elided...` before. */
function readElision(text: string): LineMeaning {
  const tail = ' frames elided...';
  if (!text.endsWith(tail)) return unknown;
  const words = text.slice(3, -tail.length);
  return { is: 'elided', frames: /^\d{1,9}$/.test(words) ? Number(words) : -1 };
}

/** `rip    0x4810e3`, as a crash prints them. */
function isRegister(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 40) return false;
  return /^[a-z][a-z0-9]{1,5} +0x[0-9a-f]+$/.test(decodeText(bytes, start, end));
}
