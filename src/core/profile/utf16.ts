// Windows PowerShell writes redirected output as UTF-16. Everything else here reads UTF-8.
import type { ProfileReader, ReadResult } from './model.ts';
import { inOneStep, type Steps } from '../steps.ts';

/** The byte order of a text in UTF-16, from its mark; undefined for any other text. */
export function detectUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Decodes UTF-16 and passes UTF-8 to a reader. */
export class Utf16Reader implements ProfileReader {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #encoder = new TextEncoder();
  readonly #reader: ProfileReader;

  constructor(order: 'utf-16le' | 'utf-16be', reader: ProfileReader) {
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
