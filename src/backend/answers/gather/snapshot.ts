// The input of an answer: profiles with their targets' labels, and how they were obtained.
import type { Labels } from '../../../core/labels.ts';
import type { Notice } from '../../../core/problem.ts';
import type { Profile } from '../../../core/profile/model.ts';
import type { InterpretedProfile } from '../../../core/stack/model.ts';
import type { Snapshot, Target } from '../../targets/port.ts';
import type { FrameStat } from '../../../frames/model.ts';

/** History stores interpreted stacks; `interpreted` is set for what comes from there. */
type GatheredSnapshot = Snapshot & { readonly interpreted?: InterpretedProfile };

export interface Gathered {
  readonly snapshots: readonly GatheredSnapshot[];
  /** Labels of targets without any data. */
  readonly unknown: readonly Labels[];
  /** Labels of targets whose fetch failed. An older profile may replace it. */
  readonly failed: readonly Labels[];
  /** Labels that split the results: those of the query, or none for a pasted dump. */
  readonly per: readonly string[];
  /** The pprof labels to keep. */
  readonly labelKeys: readonly string[];
  readonly notices: readonly Notice[];
  readonly stats: readonly FrameStat[];
  /** Settles when the due samples of this fetch are stored. */
  readonly kept: Promise<void>;
  /** The requests for the query inspector, without credentials. */
  readonly executed: string;
}

/**
 * Selects the goroutines for a leak query. The debug=0 and debug=1 forms of the leak profile contain only leaked
 * goroutines; the debug=2 form lists all goroutines and marks the leaked ones.
 */
export function keepLeaked(profile: Profile): Profile {
  const entries = profile.entries.flatMap((entry) => (entry.leaked > 0 ? [{ ...entry, count: entry.leaked }] : []));
  const leaked = entries.reduce((sum, entry) => sum + entry.count, 0);
  return { ...profile, kind: 'goroutineleak', goroutines: leaked, parsed: leaked, entries };
}

/** A target of history. Its host is not stored, so messages name the instance. */
export function nameTarget(labels: Labels): Target {
  return { labels, host: labels['instance'] ?? '' };
}
