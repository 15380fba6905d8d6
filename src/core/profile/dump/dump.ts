// The form of debug=2 and of everything else that prints goroutines the same way: SIGQUIT, panics, crashes,
// runtime.Stack, goleak.
import { matches } from '../../transport/byte-text.ts';
import type { TextFormat } from '../format.ts';
import { findHeaderLine } from '../header-line.ts';
import { DumpReader } from './dump-reader.ts';

export const dumpFormat: TextFormat = {
  medium: 'text',
  opensAt: opensDump,
  createReader: (context, line) => new DumpReader(context, line),
};

const openingWords = ['panic: ', 'fatal error: ', 'SIG'];

/**
 * Whether a line opens a dump. It is the header of a goroutine, or the panic before it, whose own text may hold such
 * headers.
 */
function opensDump(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    openingWords.some((word) => matches(bytes, start, end, word)) || findHeaderLine(bytes, start, end) !== undefined
  );
}
