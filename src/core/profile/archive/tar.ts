// Reads tar as `kubectl cp` and support bundles write it: a header of 512 bytes, the file, and zeros up to the next
// multiple of 512. Supports ustar and its GNU and pax extensions.
import { decodeText } from '../../transport/byte-text.ts';
import { join } from '../../transport/byte-text.ts';
import type { FileSink, Unpacker } from './files.ts';

const blockBytes = 512;
const magicAt = 257;
/** Bytes needed to recognise a tar. */
export const tarSniffBytes = magicAt + 5;
const maxNameBytes = 64 * 1024;

export function looksTar(head: Uint8Array): boolean {
  return decodeText(head, magicAt, magicAt + 5) === 'ustar';
}

/** What the data after a header is. */
type Kind = 'file' | 'long name' | 'pax' | 'other';

export class TarUnpacker implements Unpacker {
  readonly #sink: FileSink;
  #head: Uint8Array = new Uint8Array(0);
  #kind: Kind = 'other';
  #left = 0;
  #padding = 0;
  #name: Uint8Array[] = [];
  #nextName: string | undefined;

  constructor(sink: FileSink) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const part = bytes.subarray(at, at + this.#left);
        this.#left -= part.length;
        at += part.length;
        this.#takeData(part);
      } else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, bytes.length - at);
        this.#padding -= skipped;
        at += skipped;
      } else {
        const part = bytes.subarray(at, at + blockBytes - this.#head.length);
        this.#head = join([this.#head, part]);
        at += part.length;
        if (this.#head.length === blockBytes) this.#takeHead();
      }
    }
  }

  finish(): string | undefined {
    return this.#left > 0 || this.#head.length > 0 ? 'The archive ends in the middle of a file.' : undefined;
  }

  #takeHead(): void {
    const head = this.#head;
    this.#head = new Uint8Array(0);
    // Blocks of zeros end an archive and hold no file.
    if (head.every((byte) => byte === 0)) return;
    const size = readSize(head);
    this.#left = size;
    this.#padding = (blockBytes - (size % blockBytes)) % blockBytes;
    const type = String.fromCharCode(head[156]!);
    this.#kind = type === 'L' ? 'long name' : type === 'x' ? 'pax' : type === '0' || type === '\0' ? 'file' : 'other';
    if (this.#kind === 'long name' || this.#kind === 'pax') this.#name = [];
    if (this.#kind !== 'file') return;
    const prefix = readText(head, 345, 155);
    const name = readText(head, 0, 100);
    this.#sink.begin(this.#nextName ?? (prefix === '' ? name : `${prefix}/${name}`));
    this.#nextName = undefined;
  }

  #takeData(part: Uint8Array): void {
    if (this.#kind === 'file') this.#sink.data(part);
    if (this.#kind !== 'long name' && this.#kind !== 'pax') return;
    if (this.#name.reduce((sum, each) => sum + each.length, 0) < maxNameBytes) this.#name.push(part.slice());
    if (this.#left > 0) return;
    const text = readText(join(this.#name), 0, maxNameBytes);
    this.#nextName = this.#kind === 'long name' ? text : (/^\d+ path=(.*)$/m.exec(text)?.[1] ?? this.#nextName);
  }
}

function readText(bytes: Uint8Array, start: number, length: number): string {
  const end = bytes.indexOf(0, start);
  const limit = Math.min(bytes.length, start + length);
  return decodeText(bytes, start, end < 0 || end > limit ? limit : end);
}

/** Octal digits. Larger sizes are binary, with the highest bit set (GNU). */
function readSize(head: Uint8Array): number {
  if ((head[124]! & 0x80) === 0) return parseInt(readText(head, 124, 12).trim(), 8) || 0;
  let size = head[124]! & 0x7f;
  for (let at = 125; at < 136; at++) size = size * 256 + head[at]!;
  return Math.min(size, Number.MAX_SAFE_INTEGER);
}
