// Completes debug=1 profiles, which hide the frames that distinguish channel operations. A debug=0 profile of the same
// process, or of another process of the same build, names them.
import { resolveStatesByProfile } from '../core/stack/hidden-frames.ts';
import type { SourceProfile } from './model.ts';

/**
 * Returns the profiles in the given order. Those with debug=1 get the states that the debug=0 profiles among them show.
 */
export function makeWhole(profiles: readonly SourceProfile[]): readonly SourceProfile[] {
  const naming = profiles.flatMap(({ profile }) => (profile.format === 'debug=0' ? [profile] : []));
  if (naming.length === 0) return profiles;
  return profiles.map((one) =>
    one.profile.format === 'debug=1' ? { ...one, profile: naming.reduce(resolveStatesByProfile, one.profile) } : one,
  );
}
