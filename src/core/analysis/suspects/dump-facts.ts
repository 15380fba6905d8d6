// Facts from a dump that was taken beside the samples: how long goroutines have waited, and for whom. Its counts are
// those of a sample taken a moment before or after.
import { collectWaits } from '../../sample/waits.ts';
import type { InterpretedProfile } from '../../stack/model.ts';
import { findLockTroubles } from '../wait-for/find-troubles.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import type { SampleWaits } from '../../sample/waits.ts';

export interface DumpFacts {
  /** When it was taken, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly waits: SampleWaits;
  readonly troubles: readonly LockTrouble[];
}

/** Undefined if the profile is not a dump. */
export function readDumpFacts(interpreted: InterpretedProfile, atMs: number): DumpFacts | undefined {
  const waits = collectWaits(interpreted);
  return waits === undefined ? undefined : { atMs, waits, troubles: findLockTroubles(interpreted) };
}
