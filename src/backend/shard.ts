// Assigns a target to one of several collectors by its labels alone, so that collectors need not know each other.
import { createHash } from 'node:crypto';
import { targetKey, type Labels } from '../core/labels.ts';
import { perObject } from '../core/per-object.ts';

/** `index` counts from 1 to `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Does not depend on the order of the labels. Uses rendezvous hashing (Thaler and Ravishankar, 1998): the shard with
 * the highest score wins, so an additional shard moves only the targets that it receives.
 */
export function isInShard(labels: Labels, { index, count }: Shard): boolean {
  if (count === 1) return true;
  const hash = hashTarget(labels);
  const own = score(hash, index);
  for (let other = 1; other <= count; other++) {
    if (other === index) continue;
    const rival = score(hash, other);
    if (rival > own || (rival === own && other < index)) return false;
  }
  return true;
}

const hashTarget = perObject((labels: Labels): number =>
  createHash('sha256').update(targetKey(labels)).digest().readUInt32BE(0),
);

/** The finalizer of MurmurHash3: each input bit changes half of the output bits on average. */
function score(hash: number, shard: number): number {
  let mixed = hash ^ Math.imul(shard, 0x9e3779b9);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
