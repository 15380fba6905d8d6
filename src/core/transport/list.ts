// The transports. A new one is one new file and one line here. Where two make as much sense of a text, the first is taken.
import type { Transport } from './model.ts';
import { prefixedLines } from './prefixed-lines.ts';

export const transports: readonly Transport[] = [prefixedLines];
