// Lines of a container log as the kubelet keeps it (CRI): `TIME STREAM F text`. `P` instead of `F` means that the line
// continues in the next record of the stream.
import { matches } from './byte-text.ts';
import { append, LineDecoder, type Batch } from './line-decoder.ts';
import type { Transport } from './model.ts';

export const containerRecords: Transport = {
  detect(head) {
    for (let at = 0, lines = 0; at < head.length && lines < 200; lines++) {
      const found = head.indexOf(10, at);
      const end = found < 0 ? head.length : found;
      // Without partial records, these are ordinary lines with a prefix.
      if (readRecord(head, at, end)?.part === true) {
        return [{ name: "the kubelet's records", open: (output, line) => new RecordDecoder(output, line) }];
      }
      at = end + 1;
    }
    return [];
  },
};

interface LogRecord {
  readonly stream: 'stdout' | 'stderr';
  /** The line continues in the next record. */
  readonly part: boolean;
  readonly from: number;
}

function readRecord(bytes: Uint8Array, start: number, end: number): LogRecord | undefined {
  const space = bytes.indexOf(32, start);
  if (space < start + 19 || space > start + 36) return undefined;
  const stream = matches(bytes, space + 1, end, 'stdout ') ? 'stdout' : 'stderr';
  if (stream === 'stderr' && !matches(bytes, space + 1, end, 'stderr ')) return undefined;
  const flag = space + 8;
  let from = flag + 1;
  while (from < end && bytes[from] !== 32) from++;
  const part = bytes[flag] === 80;
  return part || bytes[flag] === 70 ? { stream, part, from: Math.min(end, from + 1) } : undefined;
}

class RecordDecoder extends LineDecoder {
  /** Streams whose last record was partial. */
  readonly #open = new Map<string, Pick<Batch, 'bytes' | 'length'>>();

  protected takeLine(bytes: Uint8Array, start: number, end: number): void {
    const record = readRecord(bytes, start, end);
    if (!record) return this.leave(bytes, start, end);
    const { stream, part, from } = record;
    const open = this.#open.get(stream);
    if (!part && (!open || open.length === 0)) return this.carry(stream, bytes, from, end, [start, end]);
    const parts = open ?? { bytes: new Uint8Array(4096), length: 0 };
    append(parts, bytes, from, end);
    this.#open.set(stream, parts);
    if (part) return;
    this.carry(stream, parts.bytes, 0, parts.length);
    parts.length = 0;
  }

  protected override end(): void {
    for (const [stream, { bytes, length }] of this.#open) if (length > 0) this.carry(stream, bytes, 0, length);
  }
}
