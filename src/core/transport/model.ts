// What carries the text of a dump, and what undoes it. A transport knows nothing of what the text says.

/** Where a piece of text stands in the whole input. */
export interface Place {
  /** 1-based line of the input that the piece begins in. */
  readonly line: number;
  /** When a log says the piece was written, milliseconds since the epoch; undefined where it does not. */
  readonly timeMs: number | undefined;
}

/** Takes text in pieces of any size. The bytes of a piece are the caller's again when `push` returns. */
export interface TextSink {
  /** `place` is left out where the piece follows the one before. */
  push(piece: Uint8Array, place?: Place): void;
  /** Ends the text. Call it once. */
  finish(): void;
}

/** Where a decoder puts what it finds. */
export interface DecoderOutput {
  /**
   * Text of one stream of the log; streams are told apart by their names. `place` is left out where the text follows what was
   * written before: lines are counted on from there.
   */
  write(stream: string, text: Uint8Array, place?: Place): void;
  /** A line that this transport does not carry. It may still be carried by another one. */
  leave(bytes: Uint8Array, start: number, end: number, line: number): void;
}

/** Undoes one transport. It counts the lines of its input that it carried; the output counts the rest. */
export interface Decoder extends TextSink {
  readonly carriedLines: number;
}

/** How a text is carried, as its first part shows. */
export interface Carriage {
  /** Named to people: `Docker's json-file`. */
  readonly name: string;
  /** Makes the decoder; `line` is the 1-based line that its text begins in. */
  open(output: DecoderOutput, line: number): Decoder;
}

export interface Transport {
  /**
   * The ways in which `head`, the first part of a text, may be carried. An answer is a guess: the one that makes most sense of
   * the head is taken. Empty where it shows no sign of this transport.
   */
  detect(head: Uint8Array): readonly Carriage[];
}

/** What a transport did to an input. */
export interface TransportUse {
  readonly name: string;
  readonly carriedLines: number;
  readonly leftOutLines: number;
}
