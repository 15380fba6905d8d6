// The files of an archive whose bytes are complete.
import { limits } from '../../limits.ts';
import { join } from '../../transport/byte-text.ts';
import type { FileSink, Unpacker } from './files.ts';
import { PlainFile } from './plain-file.ts';
import { looksTar, TarUnpacker } from './tar.ts';
import { looksZip, ZipUnpacker } from './zip.ts';

/** The unpacker of an archive that begins with `head`; undefined for anything else. */
export function findUnpacker(head: Uint8Array): (new (sink: FileSink) => Unpacker) | undefined {
  return looksZip(head) ? ZipUnpacker : looksTar(head) ? TarUnpacker : undefined;
}

/**
 * The files of an archive in their order, unpacked; undefined where the bytes are no archive. Files beyond what memory
 * can hold are left out.
 */
export function listFiles(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const unpacker = findUnpacker(bytes);
  if (!unpacker) return undefined;
  const files = new CollectedFiles();
  const opened = new unpacker(files);
  opened.push(bytes);
  opened.finish();
  return files.list();
}

class CollectedFiles implements FileSink {
  readonly #files: Uint8Array[] = [];
  #pieces: Uint8Array[] = [];
  #file: PlainFile | undefined;
  #bytesLeft = limits.decompressed.value;

  begin(): void {
    this.#end();
    this.#file = new PlainFile((plain) => {
      this.#bytesLeft -= plain.length;
      if (this.#bytesLeft >= 0) this.#pieces.push(plain.slice());
    });
  }

  data(bytes: Uint8Array): void {
    this.#file?.push(bytes);
  }

  fail(): void {
    // What was read up to there is kept.
  }

  list(): readonly Uint8Array[] {
    this.#end();
    return this.#files;
  }

  #end(): void {
    this.#file?.finish();
    this.#file = undefined;
    if (this.#pieces.length > 0) this.#files.push(join(this.#pieces));
    this.#pieces = [];
  }
}
