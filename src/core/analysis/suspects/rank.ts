// The order of suspects.
import { grades } from '../model.ts';
import type { Suspect } from './model.ts';

/**
 * By grade, then deadlocks, which stop more than they cost, then by the root mean square over instances (one sick
 * instance outweighs many healthy ones), then by growth. Harmless proofs rank last.
 */
export function compareSuspects(a: Suspect, b: Suspect): number {
  return (
    Number(a.once) - Number(b.once) ||
    grades.indexOf(b.grade) - grades.indexOf(a.grade) ||
    Number(isDeadlock(b)) - Number(isDeadlock(a)) ||
    b.rms - a.rms ||
    b.growthPerMinute - a.growthPerMinute ||
    (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0)
  );
}

const isDeadlock = ({ locks }: Suspect): boolean => locks?.deadlock === true;
