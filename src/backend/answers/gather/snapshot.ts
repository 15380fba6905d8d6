// What an answer is made from: profiles with the labels of their targets, and an account of how they came.
import type { Labels } from '../../../core/labels.ts';
import type { Notice } from '../../../core/problem.ts';
import type { Profile } from '../../../core/profile/model.ts';
import type { InterpretedProfile } from '../../../core/stack/model.ts';
import type { DumpText } from '../../targets/port.ts';
import type { FrameStat } from '../../../frames/model.ts';

export interface Snapshot {
  readonly labels: Labels;
  /** For messages: `host:port`, or what else the profile is known by. */
  readonly host: string;
  readonly profile: Profile;
  /** Set for samples of history, which keeps interpreted stacks. */
  readonly interpreted?: InterpretedProfile;
  /** Of debug=2: as it was printed. */
  readonly text?: DumpText | undefined;
  /** When it was taken, milliseconds since the epoch; undefined where nobody says. */
  readonly atMs?: number | undefined;
}

export interface Gathered {
  readonly snapshots: readonly Snapshot[];
  /** Labels of targets about which nothing is known. */
  readonly unknown: readonly Labels[];
  /** Labels of targets that could not be read just now, though an older profile may stand in. */
  readonly failed: readonly Labels[];
  /** Labels that keep results apart here: those of the query, or none for a pasted dump. */
  readonly per: readonly string[];
  /** pprof labels to keep. */
  readonly labelKeys: readonly string[];
  readonly notices: readonly Notice[];
  readonly stats: readonly FrameStat[];
  /** Settles when what was fetched is kept as samples, where those are due. */
  readonly kept: Promise<void>;
  /** What was asked, for the query inspector: never a credential. */
  readonly executed: string;
}

/**
 * The goroutines that a leak query is about. Only debug=0 and 1 of the leak profile hold leaked goroutines alone; its
 * debug=2 form lists all goroutines and marks those.
 */
export function keepLeaked(profile: Profile): Profile {
  const entries = profile.entries.flatMap((entry) => (entry.leaked > 0 ? [{ ...entry, count: entry.leaked }] : []));
  const leaked = entries.reduce((sum, entry) => sum + entry.count, 0);
  return { ...profile, kind: 'goroutineleak', goroutines: leaked, parsed: leaked, entries };
}
