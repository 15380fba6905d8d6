// The part of the protocol buffer wire format that profiles need. Its numbers have 64 bits. Each is read as two halves
// and becomes a JavaScript number only where nothing is lost.

export const wireType = { varint: 0, fixed64: 1, bytes: 2, group: 3, groupEnd: 4, fixed32: 5 } as const;

/** The bytes break the format from `offset` on. `truncated` when they merely end too early. */
export class WireError extends Error {
  readonly offset: number;
  readonly truncated: boolean;

  constructor(message: string, offset: number, truncated: boolean) {
    super(message);
    this.offset = offset;
    this.truncated = truncated;
  }
}

const maxGroupDepth = 100;
const half = 0x1_0000_0000;

/** Reads one message, from `at` to `end`. Throws WireError, which never leaves core/profile. */
export class WireReader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** The last varint, as two unsigned halves. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Reads at most ten bytes. Bits beyond 64 are dropped, as in every other reader. */
  readVarint(): void {
    const { bytes, end } = this;
    let at = this.at;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw new WireError('The message ends inside a number.', at, end === bytes.length);
      const byte = bytes[at++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.at = at;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new WireError('A number is longer than ten bytes.', at, false);
  }

  /** The last varint as unsigned; a bigint where a number would round. */
  unsigned(): number | bigint {
    if (this.high < 0x20_0000) return this.high * half + this.low;
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** The last varint as a signed 64-bit number; a bigint where a number would round. */
  signed(): number | bigint {
    if (this.high < 0x20_0000) return this.high * half + this.low;
    const value = (this.high | 0) * half + this.low;
    if (Number.isSafeInteger(value)) return value;
    return BigInt.asIntN(64, (BigInt(this.high) << 32n) | BigInt(this.low));
  }

  /** The length of a length-delimited field, checked against the message's end; `at` is where the field begins. */
  readLength(): number {
    this.readVarint();
    if (this.high !== 0 || this.low > this.end - this.at) {
      throw new WireError('A field is longer than what holds it.', this.at, this.end === this.bytes.length);
    }
    return this.low;
  }

  /** Skips a field with an unknown number. */
  skip(type: number): void {
    let depth = 0;
    let each = type;
    for (;;) {
      this.#skipOne(each);
      if (each === wireType.group && ++depth > maxGroupDepth) {
        throw new WireError('Groups are nested too deeply.', this.at, false);
      }
      if (each === wireType.groupEnd) depth--;
      if (depth <= 0) return;
      this.readVarint();
      each = this.low & 7;
    }
  }

  #skipOne(type: number): void {
    switch (type) {
      case wireType.varint:
        this.readVarint();
        return;
      case wireType.fixed64:
        this.#advance(8);
        return;
      case wireType.fixed32:
        this.#advance(4);
        return;
      case wireType.bytes:
        this.#advance(this.readLength());
        return;
      case wireType.group:
      case wireType.groupEnd:
        return;
      default:
        throw new WireError('A field has a type that does not exist.', this.at, false);
    }
  }

  #advance(length: number): void {
    if (length > this.end - this.at) {
      throw new WireError('The message ends inside a field.', this.at, this.end === this.bytes.length);
    }
    this.at += length;
  }
}
