// Packs numbers as bits in a string. Small numbers take few bits, and a string has an overhead of 16 bytes, a typed
// array of 500. Thousands of targets have hundreds of stacks each, so both matter.

/** The largest number that `writeCount` takes. */
export const maxCount = 2 ** 30 - 1;

/** Work space in which a number and its bits are the same bytes. Nothing is kept in it. */
export class NumberBits {
  readonly float = new Float32Array(1);
  readonly floatBits = new Uint32Array(this.float.buffer);
  readonly double = new Float64Array(1);
  readonly doubleBits = new Uint32Array(this.double.buffer);
}

export class BitWriter {
  readonly #numbers: NumberBits;
  #units = new Uint16Array(1_024);
  #length = 0;
  #open = 0;
  #filled = 0;

  constructor(numbers: NumberBits) {
    this.#numbers = numbers;
  }

  /** At most 16 bits. */
  writeBits(value: number, bits: number): void {
    this.#open = (this.#open << bits) | value;
    this.#filled += bits;
    if (this.#filled < 16) return;
    this.#filled -= 16;
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length++] = (this.#open >>> this.#filled) & 0xffff;
  }

  /** A whole number from 0 to `maxCount`: one bit for 0, three for 1 and 2, five for 3 to 6 (Elias' gamma code). */
  writeCount(value: number): void {
    const one = value + 1;
    const bits = 32 - Math.clz32(one);
    if (bits <= 8) return this.writeBits(one, 2 * bits - 1);
    this.#writeLong(0, bits - 1);
    this.#writeLong(one, bits);
  }

  /** A whole number, positive or negative. */
  writeDelta(value: number): void {
    this.writeCount(value >= 0 ? 2 * value : -2 * value - 1);
  }

  writeFloat(value: number): void {
    this.#numbers.float[0] = value;
    this.#writeLong(this.#numbers.floatBits[0]!, 32);
  }

  writeDouble(value: number): void {
    const { double, doubleBits } = this.#numbers;
    double[0] = value;
    this.#writeLong(doubleBits[0]!, 32);
    this.#writeLong(doubleBits[1]!, 32);
  }

  /** The bits written since the last call. */
  finish(): string {
    if (this.#filled > 0) this.writeBits(0, 16 - this.#filled);
    const text = String.fromCharCode.apply(null, this.#units.subarray(0, this.#length) as unknown as number[]);
    this.#length = 0;
    this.#open = 0;
    this.#filled = 0;
    return text;
  }

  #writeLong(value: number, bits: number): void {
    if (bits > 16) this.writeBits((value >>> 16) & (2 ** (bits - 16) - 1), bits - 16);
    this.writeBits(value & (bits >= 16 ? 0xffff : 2 ** bits - 1), Math.min(bits, 16));
  }

  #grow(): void {
    const units = new Uint16Array(2 * this.#units.length);
    units.set(this.#units);
    this.#units = units;
  }
}

/** Reads what a `BitWriter` wrote, in the same order. */
export class BitReader {
  readonly #text: string;
  readonly #numbers: NumberBits;
  #next = 0;
  #open = 0;
  #filled = 0;

  constructor(text: string, numbers: NumberBits) {
    this.#text = text;
    this.#numbers = numbers;
  }

  /** At most 16 bits. */
  readBits(bits: number): number {
    if (this.#filled < bits) this.#fill();
    this.#filled -= bits;
    return (this.#open >>> this.#filled) & ((1 << bits) - 1);
  }

  readCount(): number {
    if (this.#filled < 16) this.#fill();
    const known = this.#open << (32 - this.#filled);
    const zeros = Math.clz32(known);
    const bits = 2 * zeros + 1;
    if (bits <= this.#filled) {
      this.#filled -= bits;
      return (known >>> (31 - 2 * zeros)) - 1;
    }
    return this.#readLongCount();
  }

  readDelta(): number {
    const code = this.readCount();
    return (code & 1) === 0 ? code >>> 1 : -((code + 1) >>> 1);
  }

  readFloat(): number {
    this.#numbers.floatBits[0] = this.#readLong(32);
    return this.#numbers.float[0]!;
  }

  readDouble(): number {
    const { double, doubleBits } = this.#numbers;
    doubleBits[0] = this.#readLong(32);
    doubleBits[1] = this.#readLong(32);
    return double[0]!;
  }

  #readLongCount(): number {
    let bits = 1;
    while (this.readBits(1) === 0) bits++;
    return ((1 << (bits - 1)) | this.#readLong(bits - 1)) - 1;
  }

  #readLong(bits: number): number {
    if (bits <= 16) return this.readBits(bits);
    const high = this.readBits(bits - 16);
    return ((high << 16) | this.readBits(16)) >>> 0;
  }

  #fill(): void {
    this.#open = (this.#open << 16) | this.#text.charCodeAt(this.#next++);
    this.#filled += 16;
  }
}
