// From a profile to a sample of the book.
import type { Labels } from '../../labels.ts';
import type { InterpretedProfile } from '../../stack/model.ts';
import type { SuspectFigures, SuspectSample } from './model.ts';

/** What a profile does not say itself. */
export interface SampleFacts {
  readonly target: Labels;
  /** When it was taken; profiles of debug=0 carry it. */
  readonly atMs: number;
  readonly figures?: SuspectFigures | null;
  readonly restarted?: boolean;
}

/** Groups beyond the profile's bound, whose stacks are gone, are left out. A profile that is a difference of two moments is no sample. */
export function makeSample({ profile, entries }: InterpretedProfile, facts: SampleFacts): SuspectSample {
  const leaks = profile.kind === 'goroutineleak';
  return {
    target: facts.target,
    kind: profile.kind,
    atMs: facts.atMs,
    goroutines: profile.goroutines,
    groups: entries
      .filter(({ entry }) => !entry.folded)
      // With debug=2 a leak profile lists every goroutine, and marks the leaked ones.
      .map(({ stack, entry }) => ({ stack, count: leaks ? entry.leaked : entry.count, leaked: entry.leaked })),
    figures: facts.figures ?? null,
    restarted: facts.restarted ?? false,
  };
}
