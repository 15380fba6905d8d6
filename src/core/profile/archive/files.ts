// What archives have in common: files with names, whose bytes come one after the other.

/** Takes the files of an archive in their order. */
export interface FileSink {
  /** A file begins, and the one before has ended. */
  begin(name: string): void;
  data(bytes: Uint8Array): void;
  /** The open file is not read to its end. */
  fail(reason: string): void;
}

/** Unpacks an archive as its bytes arrive. */
export interface Unpacker {
  push(bytes: Uint8Array): void;
  /** Ends the archive; says what is wrong with it, if anything is. */
  finish(): string | undefined;
}
