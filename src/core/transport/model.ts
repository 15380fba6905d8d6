// A transport is what carries the text of a dump; a decoder undoes it. A transport knows nothing about the meaning of
// the text.

/** The place of a piece of text in the whole input. */
export interface Place {
  /** 1-based line of the input in which the piece begins. */
  readonly line: number;
  /** When the piece was logged, in milliseconds since the epoch; undefined where the log has no time. */
  readonly timeMs: number | undefined;
}

/** Takes text in pieces of any size. The caller may reuse the bytes of a piece when `push` returns. */
export interface TextSink {
  /** `place` is left out where the piece follows the one before. */
  push(piece: Uint8Array, place?: Place): void;
  /** Ends the text. Call it once. */
  finish(): void;
}

/** Receives what a decoder finds. */
export interface DecoderOutput {
  /**
   * Text of one stream of the log; streams are identified by name. `place` is left out where the text follows what was
   * written before, and line numbers continue.
   */
  write(stream: string, text: Uint8Array, place?: Place): void;
  /** A line that this transport does not carry. Another transport may carry it. */
  leave(bytes: Uint8Array, start: number, end: number, line: number): void;
}

/** Undoes one transport. It counts the input lines that it carried; the output counts the others. */
export interface Decoder extends TextSink {
  readonly carriedLines: number;
}

/** A way in which a text is carried, as recognised from its first part. */
export interface Carriage {
  /** Name shown to people: `Docker's json-file`. */
  readonly name: string;
  /** It wins if its decoded text makes any sense, even if the text as it is makes more. */
  readonly isCertain?: boolean;
  /** Makes the decoder. `line` is the 1-based line in which its text begins. */
  open(output: DecoderOutput, line: number): Decoder;
}

export interface Transport {
  /**
   * The ways in which `head`, the first part of a text, may be carried. Each is a guess, and the one that makes the
   * most sense of the head is used. Empty where nothing suggests this transport.
   */
  detect(head: Uint8Array): readonly Carriage[];
}

/** What a transport did to an input. */
export interface TransportUse {
  readonly name: string;
  readonly carriedLines: number;
  readonly leftOutLines: number;
}
