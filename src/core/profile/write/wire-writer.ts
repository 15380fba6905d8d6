// Writes protobuf field by field. Numbers are whole and below 2^53, except the time, which is a bigint.
import { growBytes } from '../../transport/grow.ts';

const encoder = new TextEncoder();

export class WireWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Writes a number. 0 is not written, since a missing field means 0. */
  number(field: number, value: number | bigint): void {
    if (value === 0 || value === 0n) return;
    this.#varint(field * 8);
    this.#varint(value);
  }

  /** Writes repeated numbers packed into one field. */
  packed(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    const inner = new WireWriter();
    for (const value of values) inner.#varint(value);
    this.#chunk(field, inner.finish());
  }

  /** Writes a string even when it is empty, as the first string of a profile is. */
  text(field: number, value: string): void {
    this.#chunk(field, encoder.encode(value));
  }

  message(field: number, write: (inner: WireWriter) => void): void {
    const inner = new WireWriter();
    write(inner);
    this.#chunk(field, inner.finish());
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #chunk(field: number, bytes: Uint8Array): void {
    this.#varint(field * 8 + 2);
    this.#varint(bytes.length);
    this.#bytes = growBytes(this.#bytes, this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #varint(value: number | bigint): void {
    this.#bytes = growBytes(this.#bytes, this.#length + 10);
    if (typeof value === 'bigint') {
      let rest = BigInt.asUintN(64, value);
      for (; rest >= 128n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128;
      this.#bytes[this.#length++] = Number(rest);
      return;
    }
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 128;
    this.#bytes[this.#length++] = rest;
  }
}
