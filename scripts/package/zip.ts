// Makes zips that are equal byte for byte whenever and wherever they are made from the same files.
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export interface PackedFile {
  /** Within the zip, with `/`. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** @param time whole seconds, even; every file gets it, as that wall clock time. */
export async function zipFiles(files: readonly PackedFile[], time: Date): Promise<Buffer> {
  const zip = new ZipFile();
  // Zip knows local times only: this one reads the same in every zone.
  const mtime = new Date(time.getTime() + time.getTimezoneOffset() * 60_000);
  for (const { path, content, executable } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const mode = executable ? 0o100755 : 0o100644;
    zip.addBuffer(Buffer.from(content), path, { mtime, mode, forceDosTimestamp: true, compressionLevel: 9 });
  }
  zip.end();
  return buffer(zip.outputStream as Readable);
}
