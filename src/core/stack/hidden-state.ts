// States of debug=1, which leaves out a stack's innermost runtime frames: what can be told without them, and no more.
import type { Entry, Profile } from '../profile/model.ts';
import { chanOrSelect, inferFromVisible, inferState, running, waiting } from './frame-state.ts';
import { isProfileWriter } from './special-goroutines.ts';
import { readSymbol } from './symbol.ts';

/** Reads one entry's state from what its profile shows. */
export type EntryStateTest = (entry: Entry) => string;

/** A stack of runtime frames alone is shown whole, and one whose frames were restored is whole as well. */
function showsRuntime(entry: Entry): boolean {
  const innermost = entry.frames[0];
  return innermost !== undefined && readSymbol(innermost.function).package === 'runtime';
}

/** Whether only hidden frames could tell an entry's state. */
export function hidesState(profile: Profile, entry: Entry): boolean {
  return profile.format === 'debug=1' && !showsRuntime(entry) && inferFromVisible(entry.frames) === undefined;
}

/**
 * Every parked goroutine's innermost address is gopark's: known from entries whose state is certain, it tells parked from running ones. Waits for a
 * system call don't go through gopark.
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
 * How many innermost frames are not shown. Every frame has an address, and `runtime.goexit`, never shown, has the last. Up to Go 1.20 what was inlined has none, so
 * it can be more.
 */
export function countHidden({ addresses, frames, elidedFrames }: Entry): number {
  return Math.max(addresses.length - frames.length - Math.max(elidedFrames, 0) - 1, 0);
}

/** gopark, goparkunlock (up to Go 1.13), chanrecv, chanrecv1. */
const channelDepth = 4;

/** Reads states off a debug=1 profile. */
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
