// A file of an archive, decompressed when it is gzipped. Profiles in support bundles often are.
import { Gunzip } from 'fflate';

export class GunzippedFile {
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #gunzip: Gunzip;
  isDamaged = false;

  constructor(onBytes: (bytes: Uint8Array) => void) {
    this.#onBytes = onBytes;
    this.#gunzip = new Gunzip((bytes) => this.#onBytes(bytes));
  }

  push(bytes: Uint8Array, ended: boolean): void {
    if (this.isDamaged) return;
    try {
      this.#gunzip.push(bytes, ended);
    } catch {
      this.isDamaged = true;
    }
  }
}
