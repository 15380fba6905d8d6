// Schedules the samples of a target. Targets are spread over the interval, and each keeps its position across restarts
// of Parked.
import type { ProfileKind } from '../../../core/profile/model.ts';

/** How much faster the early turns of a new target are. */
export const earlyPace = 3;

/** The position in the interval, from 0 to below 1. Equal labels give equal positions. */
export function findPhase(identity: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < identity.length; index++) {
    hash = Math.imul(hash ^ identity.charCodeAt(index), 0x01000193);
  }
  // Mixes the hash. Otherwise the last characters of a name alone would determine the high bits.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

/** The first turn after `afterMs`. */
export function findTurn(afterMs: number, intervalMs: number, phase: number): number {
  const offsetMs = phase * intervalMs;
  return offsetMs + (Math.floor((afterMs - offsetMs) / intervalMs) + 1) * intervalMs;
}

/** When the last sample of each kind was taken, for any purpose. */
export type LastSamples = Map<ProfileKind, number>;
