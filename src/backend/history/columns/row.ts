// Encodes one sample as a small row that is durable at once. It contains the changes since the previous row, and the
// first row of a chunk is complete. A chunk ends when its rows are sealed into a block.
import type { SampleFigures } from '../../../core/sample/model.ts';
import { figureNames } from '../port.ts';
import { ByteWriter } from './byte-writer.ts';

interface RowHead {
  readonly life: number;
  readonly tookMs: number;
  readonly goroutines: number;
  readonly figures: SampleFigures['values'] | null;
}

/** `slots` ascends; `before` and `now` are the counts of those series. */
export function encodeRow(
  head: RowHead,
  slots: readonly number[],
  before: readonly number[],
  now: readonly number[],
): Uint8Array {
  const writer = new ByteWriter();
  writer.writeVarint(head.life);
  writer.writeVarint(head.tookMs);
  writer.writeVarint(head.goroutines);
  let mask = 0;
  for (const [bit, name] of figureNames.entries()) if (typeof head.figures?.[name] === 'number') mask |= 1 << bit;
  writer.writeVarint(mask);
  for (const name of figureNames) {
    const value = head.figures?.[name];
    if (typeof value === 'number') writer.writeFloat(value);
  }
  let previousSlot = 0;
  for (let index = 0; index < slots.length; index++) {
    const change = (now[index] ?? 0) - (before[index] ?? 0);
    if (change === 0) continue;
    const slot = slots[index] ?? 0;
    writer.writeVarint(slot - previousSlot);
    writer.writeSigned(change);
    previousSlot = slot;
  }
  return writer.finish();
}
