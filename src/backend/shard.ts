// Which of several collectors a target belongs to: by its labels alone, so that collectors need not know each other.
import { createHash } from 'node:crypto';
import { type Labels, labelsKey } from '../core/labels.ts';

/** `index` counts from 1 to `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The same for the same labels, in whatever order they stand. */
export function isInShard(labels: Labels, { index, count }: Shard): boolean {
  if (count === 1) return true;
  return (createHash('sha256').update(labelsKey(labels)).digest().readUInt32BE(0) % count) + 1 === index;
}
