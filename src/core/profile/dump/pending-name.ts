// The name of a frame whose location has not been read yet. The window that holds the name may be gone by then.
import { growBytes } from '../../transport/grow.ts';
import { frameKind, type FrameKind } from '../frame-table.ts';

export class PendingName {
  bytes = new Uint8Array(256);
  length = 0;
  /** `special` when no name is pending. */
  kind: FrameKind = frameKind.special;

  keep(kind: FrameKind, bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.bytes = growBytes(this.bytes, length);
    this.bytes.set(bytes.subarray(start, end));
    this.length = length;
    this.kind = kind;
  }

  /** Returns the kind of the name, which is pending no more. */
  take(): FrameKind {
    const kind = this.kind;
    this.kind = frameKind.special;
    return kind;
  }
}
