// A growing buffer, little-endian as Arrow and flatbuffers are. Bytes that nobody wrote are zero, which both formats
// use for padding and defaults.

export class ByteWriter {
  #bytes: Buffer<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  #length = 0;

  constructor(capacity: number) {
    const buffer = new ArrayBuffer(capacity);
    this.#bytes = Buffer.from(buffer);
    this.#view = new DataView(buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** Moves the end to the next multiple of `size`, a power of two. */
  align(size: number): void {
    this.reserve(-this.#length & (size - 1));
  }

  /** Adds `count` zero bytes and says where they start. */
  reserve(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#bytes.length) this.#grow(end);
    this.#length = end;
    return start;
  }

  /** Appends text as UTF-8, lone surrogates replaced, and says how many bytes that took. */
  appendText(text: string): number {
    const start = this.#length;
    // Three bytes a UTF-16 unit is the most that UTF-8 needs.
    const end = start + text.length * 3;
    if (end > this.#bytes.length) this.#grow(end);
    const written = this.#bytes.write(text, start, 'utf8');
    this.#length = start + written;
    return written;
  }

  /** Appends what was written from `start` to `end` once more, and says where the copy starts. */
  appendCopy(start: number, end: number): number {
    const copy = this.reserve(end - start);
    this.#bytes.copyWithin(copy, start, end);
    return copy;
  }

  setUint8(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  setBit(at: number, index: number): void {
    const byte = at + (index >> 3);
    this.#bytes[byte] = (this.#bytes[byte] ?? 0) | (1 << (index & 7));
  }

  setInt16(at: number, value: number): void {
    this.#view.setInt16(at, value, true);
  }

  setUint16(at: number, value: number): void {
    this.#view.setUint16(at, value, true);
  }

  setInt32(at: number, value: number): void {
    this.#view.setInt32(at, value, true);
  }

  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** A 64-bit value from a whole number that a double holds exactly. */
  setInt64(at: number, value: number): void {
    this.#view.setUint32(at, value >>> 0, true);
    this.#view.setInt32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  setFloat64(at: number, value: number): void {
    this.#view.setFloat64(at, value, true);
  }

  /** What was written; a view, not a copy. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer, 0, this.#length);
  }

  #grow(needed: number): void {
    const buffer = new ArrayBuffer(Math.max(needed, this.#bytes.length * 2));
    const bytes = Buffer.from(buffer);
    bytes.set(this.finish());
    this.#bytes = bytes;
    this.#view = new DataView(buffer);
  }
}
