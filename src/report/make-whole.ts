// debug=1 hides what tells channel operations apart. A debug=0 of the same process, or of another process of the same
// build, names what is hidden.
import { resolveStatesByProfile } from '../core/stack/hidden-frames.ts';
import type { SourceProfile } from './model.ts';

/** Profiles in the order given, those of the form debug=1 with as many states as the debug=0 among them tell. */
export function makeWhole(profiles: readonly SourceProfile[]): readonly SourceProfile[] {
  const naming = profiles.flatMap(({ profile }) => (profile.format === 'debug=0' ? [profile] : []));
  if (naming.length === 0) return profiles;
  return profiles.map((one) =>
    one.profile.format === 'debug=1' ? { ...one, profile: naming.reduce(resolveStatesByProfile, one.profile) } : one,
  );
}
