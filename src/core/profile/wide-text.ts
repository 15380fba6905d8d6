// Windows PowerShell writes redirected output as UTF-16, and `iconv` writes UTF-32 where it is asked to. Everything
// else here reads UTF-8.
import type { ProfileReader, ReadResult } from './model.ts';
import { inOneStep, type Steps } from '../steps.ts';
import { Utf32Decoder } from './utf32-decoder.ts';

type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** Characters that are looked at where no mark tells. */
const maxSniffed = 64;
const minSniffed = 8;
/** A log may begin with a name in another script. */
const minShare = 0.8;

/** The encoding of a text in UTF-16 or UTF-32, from its mark or its zero bytes; undefined for any other text. */
export function detectWide(head: Uint8Array): WideEncoding | undefined {
  const [first, second, third, fourth] = head;
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'utf-32be';
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'utf-32le' : 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return detectByZeros(head);
}

/** ASCII has zeros at the same places of each wide character. UTF-8 has none anywhere. */
function detectByZeros(head: Uint8Array): WideEncoding | undefined {
  if (hasZeros(head, [false, true, true, true])) return 'utf-32le';
  if (hasZeros(head, [true, true, true, false])) return 'utf-32be';
  if (hasZeros(head, [false, true])) return 'utf-16le';
  if (hasZeros(head, [true, false])) return 'utf-16be';
  return undefined;
}

/** Whether most characters have zeros in the bytes where `isZero` says so, and none has one in another byte. */
function hasZeros(head: Uint8Array, isZero: readonly boolean[]): boolean {
  const width = isZero.length;
  const characters = Math.min(maxSniffed, Math.floor(head.length / width));
  if (characters < minSniffed) return false;
  let ascii = 0;
  for (let at = 0; at < characters * width; at += width) {
    let isAscii = true;
    for (const [byte, mayBeZero] of isZero.entries()) {
      if (head[at + byte] === 0 && !mayBeZero) return false;
      if (head[at + byte] !== 0 && mayBeZero) isAscii = false;
    }
    if (isAscii) ascii++;
  }
  return ascii >= characters * minShare;
}

type WideDecoder = Pick<InstanceType<typeof TextDecoder>, 'decode'>;

export function createWideDecoder(encoding: WideEncoding): WideDecoder {
  switch (encoding) {
    case 'utf-32le':
    case 'utf-32be':
      return new Utf32Decoder(encoding === 'utf-32le');
    case 'utf-16le':
    case 'utf-16be':
      return new TextDecoder(encoding);
  }
}

/** Decodes wide characters and passes UTF-8 to a reader. */
export class WideReader implements ProfileReader {
  readonly #decoder: WideDecoder;
  readonly #encoder = new TextEncoder();
  readonly #reader: ProfileReader;

  constructor(encoding: WideEncoding, reader: ProfileReader) {
    this.#decoder = createWideDecoder(encoding);
    this.#reader = reader;
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(this.#encoder.encode(this.#decoder.decode(chunk, { stream: true })));
  }

  finish(): ReadResult {
    this.#reader.push(this.#encoder.encode(this.#decoder.decode()));
    return this.#reader.finish();
  }

  finishInSteps(): Steps<ReadResult> {
    return inOneStep(() => this.finish());
  }
}
