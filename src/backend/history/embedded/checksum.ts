// Every stored body carries a checksum over itself and over the columns it stands beside: a disk that flips a bit
// must not turn into a wrong number in a graph.
import { crc32 } from 'node:zlib';
import { Damage } from '../columns/byte-reader.ts';

const checksumBytes = 4;

/** `place` tells where the body belongs: a body that strayed to another row is damaged too. */
export function seal(body: Uint8Array, place: string): Uint8Array {
  const sealed = new Uint8Array(checksumBytes + body.length);
  new DataView(sealed.buffer).setUint32(0, crc32(body, crc32(place)), true);
  sealed.set(body, checksumBytes);
  return sealed;
}

/** `places`: where the body may belong. Throws Damage. */
export function unseal(sealed: unknown, ...places: readonly string[]): Uint8Array {
  if (!(sealed instanceof Uint8Array) || sealed.length < checksumBytes) throw new Damage('A body is missing.');
  const body = sealed.subarray(checksumBytes);
  const expected = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0, true);
  if (!places.some((place) => crc32(body, crc32(place)) === expected)) throw new Damage('A checksum does not fit.');
  return body;
}

/** Of a series, over what it means rather than over the numbers it is stored with. */
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
