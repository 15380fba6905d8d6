// States of debug=1, which leaves out a stack's innermost runtime frames. Only states that are certain without them are
// given.
import type { Entry, Profile } from '../profile/model.ts';
import { chanOrSelect, inferFromVisible, inferState, running, waiting } from './frame-state.ts';
import { isProfileWriter } from './special-goroutines.ts';
import { readPackagePath } from './symbol.ts';

/** Infers one entry's state from what its profile shows. */
export type EntryStateTest = (entry: Entry) => string;

/** Whether the stack is complete: it has only runtime frames, or its frames were restored. */
function showsRuntime(entry: Entry): boolean {
  const innermost = entry.frames[0];
  return innermost !== undefined && readPackagePath(innermost.function) === 'runtime';
}

/** Whether only hidden frames could show an entry's state. */
export function hidesState(profile: Profile, entry: Entry): boolean {
  return profile.format === 'debug=1' && !showsRuntime(entry) && inferFromVisible(entry.frames) === undefined;
}

/**
 * The addresses of gopark, which is the innermost of every parked goroutine. Entries with a certain state show them,
 * and they distinguish parked from running goroutines. Waits for a system call do not use gopark.
 */
function findParkAddresses(profile: Profile): ReadonlySet<bigint> {
  const found = new Set<bigint>();
  for (const entry of profile.entries) {
    const address = entry.addresses[0];
    if (address === undefined || showsRuntime(entry)) continue;
    const state = inferFromVisible(entry.frames);
    if (state !== undefined && state !== 'syscall' && state !== 'coroutine') found.add(address);
  }
  return found;
}

/**
 * How many innermost frames are hidden. Every frame has an address, and the last one belongs to `runtime.goexit`, which
 * is never shown. Up to Go 1.20 inlined frames have no address, so the true number can be larger.
 */
export function countHidden({ addresses, frames, elidedFrames }: Entry): number {
  return Math.max(addresses.length - frames.length - Math.max(elidedFrames, 0) - 1, 0);
}

/** gopark, goparkunlock (up to Go 1.13), chanrecv, chanrecv1. */
const channelDepth = 4;

/** Makes a function that infers states of a debug=1 profile. */
export function makeHiddenStateTest(profile: Profile): EntryStateTest {
  const parkAddresses = findParkAddresses(profile);
  return (entry) => {
    if (showsRuntime(entry)) return inferState(entry.frames);
    const state = inferFromVisible(entry.frames);
    if (state !== undefined) return state;
    const innermost = entry.addresses[0];
    const hidden = countHidden(entry);
    const parked =
      parkAddresses.size > 0 && innermost !== undefined
        ? parkAddresses.has(innermost)
        : hidden > 0 && !isProfileWriter(entry.frames);
    if (!parked) return running;
    return hidden > channelDepth ? waiting : chanOrSelect;
  };
}
