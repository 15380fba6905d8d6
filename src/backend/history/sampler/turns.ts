// When a target is sampled next. The turns of many targets are spread over the interval, and each target keeps its
// place in it from one start of Parked to the next.
import type { ProfileKind } from '../../../core/profile/model.ts';

/** Where in the interval a target has its turns, from 0 up to 1. The same for the same labels. */
export function findPhase(identity: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < identity.length; index++) {
    hash = Math.imul(hash ^ identity.charCodeAt(index), 0x01000193);
  }
  // The last characters of a name would otherwise decide the high bits alone.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** The first turn after `afterMs`. */
export function findTurn(afterMs: number, intervalMs: number, phase: number): number {
  const offsetMs = phase * intervalMs;
  return offsetMs + (Math.floor((afterMs - offsetMs) / intervalMs) + 1) * intervalMs;
}

/** When the last sample of each kind was taken, whoever asked for it. */
export type LastSamples = Map<ProfileKind, number>;
