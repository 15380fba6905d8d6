// Reads what byte-writer.ts wrote. Invalid bytes throw Damage, which becomes a notice.

/** Thrown for stored bytes that differ from what was written. */
export class Damage extends Error {}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readVarint(): number {
    const first = this.#bytes[this.#at++];
    if (first === undefined) throw new Damage('The bytes end too early.');
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let place = 0x80;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Damage('The bytes end too early.');
      value += (byte & 0x7f) * place;
      if (byte < 0x80) break;
      place *= 0x80;
      if (place > 2 ** 49) throw new Damage('A number is too long.');
    }
    return value;
  }

  readSigned(): number {
    const value = this.readVarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  readFloat(): number {
    if (this.#at + 8 > this.#bytes.length) throw new Damage('The bytes end too early.');
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, 8);
    this.#at += 8;
    return view.getFloat64(0, true);
  }

  /** The length of a list. `max` prevents damaged bytes from allocating all memory. */
  readLength(max: number): number {
    const length = this.readVarint();
    if (length > max) throw new Damage(`There cannot be ${length} of them.`);
    return length;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }
}
