// From a profile to a sample: how many goroutines share fingerprint, state and kept labels.
import { type Labels, labelsKey } from '../../../core/labels.ts';
import { perObject } from '../../../core/per-object.ts';
import type { Profile } from '../../../core/profile/model.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import type { InterpretOptions, Stack } from '../../../core/stack/model.ts';
import type { ProcessFigures, Sample, SampleGroup } from '../port.ts';

export interface SampleRules extends InterpretOptions {
  /** Groups kept of each sample, the largest first; the goroutines of the others count in the total alone. */
  readonly groupsLimit: number;
}

export interface Taken {
  readonly target: Labels;
  readonly profile: Profile;
  readonly atMs: number;
  readonly tookMs: number;
  readonly figures: ProcessFigures | null;
}

export function makeSample({ target, profile, atMs, tookMs, figures }: Taken, rules: SampleRules): Sample {
  const groups = countGroups(profile, rules);
  return {
    target,
    kind: profile.kind,
    atMs: Math.round(atMs),
    tookMs,
    goroutines: profile.parsed,
    groups: groups.length <= rules.groupsLimit ? groups : keepLargest(groups, rules.groupsLimit),
    figures,
    restarted: false,
  };
}

interface Draft extends SampleGroup {
  readonly largest: number;
}

const stackKey = perObject(({ fingerprint, state }: Stack): string => `${fingerprint} ${state}`);

function countGroups(profile: Profile, rules: SampleRules): readonly SampleGroup[] {
  const drafts = new Map<string, Draft>();
  for (const { entry, stack, labels } of interpretProfile(profile, rules).entries) {
    // Of what the profile's own bound folded, nothing but its number is known.
    const count = profile.kind === 'goroutineleak' ? entry.leaked : entry.count;
    if (stack.profiler || entry.folded || count <= 0) continue;
    const key = `${stackKey(stack)}${labelsKey(labels)}`;
    const known = drafts.get(key);
    if (known === undefined) drafts.set(key, { stack, labels, count, largest: count });
    else {
      // Closures of one fingerprint differ in their lines: the stack with the most goroutines stands for all.
      const isLarger = count > known.largest;
      drafts.set(key, {
        stack: isLarger ? stack : known.stack,
        labels,
        count: known.count + count,
        largest: Math.max(known.largest, count),
      });
    }
  }
  return [...drafts.values()].map(({ stack, labels, count }) => ({ stack, labels, count }));
}

function keepLargest(groups: readonly SampleGroup[], limit: number): readonly SampleGroup[] {
  return [...groups].sort((a, b) => b.count - a.count).slice(0, limit);
}
