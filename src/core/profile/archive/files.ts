// What archive formats share: named files whose bytes follow one another.

/** Takes the files of an archive in their order. */
export interface FileSink {
  /** A file begins. The file before it has ended. */
  begin(name: string): void;
  data(bytes: Uint8Array): void;
  /** The open file cannot be read to its end. */
  fail(reason: string): void;
}

/** Unpacks an archive as its bytes arrive. */
export interface Unpacker {
  push(bytes: Uint8Array): void;
  /** Ends the archive. Returns what is wrong with it, or undefined. */
  finish(): string | undefined;
}
