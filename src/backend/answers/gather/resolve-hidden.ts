// Resolves channel states of debug=1 profiles, which hide the function that separates them. The target's symbol table
// names those functions. If it cannot be read, the state stays "chan or select".
import type { Profile } from '../../../core/profile/model.ts';
import { addressesToResolve, resolveStates } from '../../../core/stack/hidden-frames.ts';
import type { DataSourceRef, SymbolResolver, Target } from '../../targets/port.ts';

/** Keyed by the profile, so that all users of a shared profile share the names, and the names end with it. */
const resolved = new WeakMap<Profile, Profile>();

/** Returns the profile with channel states resolved as far as possible; the same profile if none is hidden. */
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
