// debug=1 hides what tells channel operations apart. Where a target answers in that form, its own symbol table names
// the hidden functions; where it can't be asked, the state stays "chan or select".
import type { Profile } from '../../../core/profile/model.ts';
import { addressesToResolve, resolveStates } from '../../../core/stack/hidden-frames.ts';
import type { DataSourceRef, SymbolResolver, Target } from '../../targets/port.ts';

/** Keyed by the profile, so that all who share it share the names. */
const resolved = new WeakMap<Profile, Profile>();

/** The profile with channel states resolved where the target can tell; the same profile where none is hidden. */
export async function resolveHidden(
  targets: SymbolResolver,
  ref: DataSourceRef,
  target: Target,
  profile: Profile,
  signal: AbortSignal,
): Promise<Profile> {
  const known = resolved.get(profile);
  if (known) return known;
  const addresses = profile.format === 'debug=1' ? addressesToResolve(profile) : [];
  if (addresses.length === 0) return profile;
  const names = await targets.resolveSymbols(ref, target, addresses, signal);
  if (names.size === 0) return profile;
  const whole = resolveStates(profile, names);
  resolved.set(profile, whole);
  return whole;
}
