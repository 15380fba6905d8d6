// Adds a checksum to every stored body, which also covers the columns beside it. A flipped bit on disk must not become
// a wrong number in a graph.
import { crc32 } from 'node:zlib';
import { Damage } from '../columns/byte-reader.ts';

const checksumBytes = 4;

/** Adds the checksum. `place` identifies the body's row, so a body in the wrong row counts as damaged. */
export function seal(body: Uint8Array, place: string): Uint8Array {
  const sealed = new Uint8Array(checksumBytes + body.length);
  new DataView(sealed.buffer).setUint32(0, crc32(body, crc32(place)), true);
  sealed.set(body, checksumBytes);
  return sealed;
}

/** Checks and removes the checksum. `places` are the valid rows. Throws Damage. */
export function unseal(sealed: unknown, ...places: readonly string[]): Uint8Array {
  if (!(sealed instanceof Uint8Array) || sealed.length < checksumBytes) throw new Damage('A body is missing.');
  const body = sealed.subarray(checksumBytes);
  const expected = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0, true);
  if (!places.some((place) => crc32(body, crc32(place)) === expected)) throw new Damage('A checksum does not fit.');
  return body;
}

/** The checksum of a series covers the names that its stored numbers refer to. */
export function checkSeries(
  stream: number,
  slot: number,
  fingerprint: string,
  state: string,
  labels: string,
  system: boolean,
): number {
  return crc32(`${stream} ${slot} ${fingerprint} ${state} ${system ? 1 : 0} ${labels}`);
}

export function checkStream(kind: string, labels: string): number {
  return crc32(`${kind} ${labels}`);
}
