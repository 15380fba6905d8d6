// Reads zip as it arrives, with fflate, which needs neither Node nor a browser.
import { Unzip, UnzipInflate } from 'fflate';
import type { FileSink, Unpacker } from './files.ts';

export function looksZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) && head[3] === head[2] + 1;
}

/** Method of files that are stored uncompressed. */
const stored = 0;
const deflated = 8;

export class ZipUnpacker implements Unpacker {
  readonly #unzip: Unzip;
  #problem: string | undefined;

  constructor(sink: FileSink) {
    this.#unzip = new Unzip((file) => {
      if (file.name.endsWith('/')) return;
      sink.begin(file.name);
      if (file.compression !== stored && file.compression !== deflated) {
        sink.fail(`It is packed by method ${file.compression}: unpack the archive first (unzip FILE).`);
        return;
      }
      file.ondata = (error, bytes) => {
        if (error) sink.fail(`It is damaged: ${error.message}.`);
        else sink.data(bytes);
      };
      file.start();
    });
    this.#unzip.register(UnzipInflate);
  }

  push(bytes: Uint8Array): void {
    this.#run(() => this.#unzip.push(bytes, false));
  }

  finish(): string | undefined {
    this.#run(() => this.#unzip.push(new Uint8Array(0), true));
    return this.#problem;
  }

  /** fflate throws on data that is not zip; this reader never throws. */
  #run(work: () => void): void {
    if (this.#problem !== undefined) return;
    try {
      work();
    } catch {
      this.#problem = 'The archive is damaged; it was read up to there.';
    }
  }
}
