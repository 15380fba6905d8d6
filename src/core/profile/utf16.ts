// Windows PowerShell writes redirected output as UTF-16. Everything else here reads UTF-8.
import type { ProfileReader, ReadResult } from './model.ts';
import { inOneStep, type Steps } from '../steps.ts';

type ByteOrder = 'utf-16le' | 'utf-16be';

/** Characters that are looked at where no mark tells. */
const maxSniffed = 64;
const minSniffed = 8;

/** The byte order of a text in UTF-16, from its mark or its zero bytes; undefined for any other text. */
export function detectUtf16(head: Uint8Array): ByteOrder | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return detectByZeros(head);
}

/** ASCII in UTF-16 has a zero at every second byte. UTF-8 has none anywhere. */
function detectByZeros(head: Uint8Array): ByteOrder | undefined {
  const characters = Math.min(maxSniffed, head.length >> 1);
  if (characters < minSniffed) return undefined;
  let zerosAtOdd = 0;
  let zerosAtEven = 0;
  for (let at = 0; at < characters * 2; at += 2) {
    if (head[at] === 0) zerosAtEven++;
    if (head[at + 1] === 0) zerosAtOdd++;
  }
  // A log may begin with a name in another script.
  const most = characters * 0.8;
  if (zerosAtOdd >= most && zerosAtEven === 0) return 'utf-16le';
  if (zerosAtEven >= most && zerosAtOdd === 0) return 'utf-16be';
  return undefined;
}

/** Decodes UTF-16 and passes UTF-8 to a reader. */
export class Utf16Reader implements ProfileReader {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #encoder = new TextEncoder();
  readonly #reader: ProfileReader;

  constructor(order: ByteOrder, reader: ProfileReader) {
    this.#decoder = new TextDecoder(order);
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
