// Bounds the memory that the tables of a protobuf profile take.
import { WireError } from './protobuf-wire.ts';

/**
 * Approximate bytes in memory of the parts of a profile. Two bytes on the wire can become one such part. Without a
 * bound, some hundred KiB of gzip could take gigabytes.
 */
export const cost = {
  sample: 160,
  number: 8,
  label: 64,
  location: 200,
  line: 56,
  function: 150,
  string: 24,
  message: 4_000,
  other: 64,
} as const;

export class TooLarge extends WireError {}

export class TableBudget {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  spend(bytes: number, offset: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes) return;
    throw new TooLarge(`It has more parts than fit ${this.#maxBytes} bytes, the most that is read.`, offset, true);
  }
}
