// Buffers and tables that one reader returns and the next one uses again. A fleet is read at dozens of profiles a
// second, and allocating tables each time costs more than filling them.
import { Pool } from './pool.ts';
import { clearTables, makeTables, type Tables } from './profile-tables.ts';

/** Kept of each kind at a time. */
const maxKept = 4;
const bufferBytes = 64 * 1024;
/** A larger buffer is not kept. */
const maxBufferBytes = 4 * 1024 * 1024;
/** Tables with more rows than this are not kept. */
const maxRows = 100_000;

/** Owned by a caller that reads many profiles, one after another or several at once. */
export class ReaderPools {
  readonly #buffers = new Pool(maxKept, () => new Uint8Array(new ArrayBuffer(bufferBytes)));
  readonly #tables = new Pool<Tables>(maxKept, makeTables);

  takeBuffer(): Uint8Array<ArrayBuffer> {
    return this.#buffers.take();
  }

  /** Returns a buffer that nothing refers to any more. */
  giveBuffer(buffer: Uint8Array<ArrayBuffer>): void {
    if (buffer.length <= maxBufferBytes) this.#buffers.give(buffer);
  }

  /** Empty tables for a profile in `bytes`. */
  takeTables(bytes: Uint8Array): Tables {
    const tables = this.#tables.take();
    tables.strings.bytes = bytes;
    return tables;
  }

  /** Returns tables that nobody reads any more. Whatever else the object holds is of one profile, and not kept. */
  giveTables({ strings, functions, locations }: Tables): void {
    const tables = { strings, functions, locations };
    if (clearTables(tables) <= maxRows) this.#tables.give(tables);
  }
}
