// A file of an archive, unpacked when it is gzipped. Profiles in support bundles often are.
import { Gunzip } from 'fflate';
import { join } from '../../transport/byte-text.ts';

const gzipMagic = [0x1f, 0x8b] as const;

export class PlainFile {
  readonly #onBytes: (bytes: Uint8Array) => void;
  /** The first bytes, as many as it takes to tell whether the file is gzipped. */
  #head: Uint8Array | undefined = new Uint8Array(0);
  #gunzip: Gunzip | undefined;
  isDamaged = false;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    this.#onBytes = onBytes;
  }

  push(bytes: Uint8Array): void {
    if (!this.#head) return this.#hand(bytes);
    this.#head = join([this.#head, bytes]);
    if (this.#head.length >= gzipMagic.length) this.#open(this.#head);
  }

  /** Hands out a file that is too short to be gzipped. */
  finish(): void {
    if (this.#head && this.#head.length > 0) this.#open(this.#head);
  }

  #open(head: Uint8Array): void {
    this.#head = undefined;
    if (gzipMagic.every((byte, at) => head[at] === byte)) this.#gunzip = new Gunzip((bytes) => this.#onBytes(bytes));
    this.#hand(head);
  }

  #hand(bytes: Uint8Array): void {
    if (!this.#gunzip) return this.#onBytes(bytes);
    if (this.isDamaged) return;
    try {
      this.#gunzip.push(bytes, false);
    } catch {
      this.isDamaged = true;
    }
  }
}
