// Restores the frames that debug=1 hides. Without them chan send, receive and select look alike, but their addresses
// are printed. The target's /debug/pprof/symbol names them. A debug=0 profile of the same build names them with lines,
// which show nil channels.
import type { Entry, Frame, Profile } from '../profile/model.ts';
import { inferState, waiting } from './frame-state.ts';
import { countHidden, hidesState } from './hidden-state.ts';
import { isRuntimeFunction } from './semaphore-state.ts';

/** Frames from gopark outwards to the waiting function: two for a channel, more for the runtime's semaphores. */
const minDepth = 2;
const maxDepth = 4;

/** The call addresses of an entry's hidden frames. */
function listHidden(entry: Entry): readonly bigint[] {
  const depth = Math.min(Math.max(countHidden(entry), minDepth), maxDepth);
  return entry.addresses.slice(0, depth).map(toCallAddress);
}

/** debug=1 prints return addresses, which can be in the next function. The call is one byte before. */
function toCallAddress(returnAddress: bigint): bigint {
  return returnAddress > 0n ? returnAddress - 1n : returnAddress;
}

/**
 * The addresses to ask a target's `/debug/pprof/symbol` for, each once. They are few, since all goroutines park in the
 * same functions. Empty when every state is known. Use GET (`?0x1+0x2`): on the default mux, Go 1.22 and later answer a
 * POST with 405.
 */
export function addressesToResolve(profile: Profile): bigint[] {
  const addresses = new Set<bigint>();
  for (const entry of profile.entries) {
    if (!hidesState(profile, entry)) continue;
    for (const address of listHidden(entry)) addresses.add(address);
  }
  return [...addresses];
}

type FramesByAddress = ReadonlyMap<bigint, Frame>;

function restoreFrames(entry: Entry, known: FramesByAddress): Entry {
  const hidden: Frame[] = [];
  for (const address of listHidden(entry)) {
    const frame = known.get(address);
    if (frame === undefined || !isRuntimeFunction(frame.function)) break;
    hidden.push(frame);
  }
  const frames = [...hidden, ...entry.frames];
  return hidden.length === 0 || inferState(frames) === waiting ? entry : { ...entry, frames };
}

function restoreHiddenFrames(profile: Profile, known: FramesByAddress): Profile {
  if (known.size === 0) return profile;
  return {
    ...profile,
    entries: profile.entries.map((entry) => (hidesState(profile, entry) ? restoreFrames(entry, known) : entry)),
  };
}

/**
 * Restores the frames that debug=1 hides, with the names that the target gave for `addressesToResolve`. Unnamed frames
 * stay hidden. Interpret the returned profile.
 */
export function resolveStates(profile: Profile, symbolNames: ReadonlyMap<bigint, string>): Profile {
  const known = [...symbolNames].map(([address, name]): [bigint, Frame] => [
    address,
    { function: name, file: '', line: 0, startLine: 0 },
  ]);
  return restoreHiddenFrames(profile, new Map(known));
}

/** Functions that are never inlined and call gopark. In their stacks, the second address is theirs. */
const parkingFunctions: ReadonlySet<string> = new Set([
  'runtime.chanrecv',
  'runtime.chansend',
  'runtime.selectgo',
  'runtime.block',
]);

/**
 * Since Go 1.14, a debug=0 entry has one address for a call and everything inlined into it, so addresses and frames
 * diverge further out. The innermost pair, and the second of a channel operation, always match. All match where both
 * have the same number.
 */
function indexFrames(profile: Profile): FramesByAddress {
  const known = new Map<bigint, Frame>();
  for (const { addresses, frames, elidedFrames } of profile.entries) {
    const [innermost, second] = frames;
    if (elidedFrames === 0 && addresses.length === frames.length) {
      for (const [index, address] of addresses.slice(0, maxDepth).entries()) known.set(address, frames[index]!);
      continue;
    }
    const [address, secondAddress] = addresses;
    if (innermost === undefined || address === undefined) continue;
    known.set(address, innermost);
    if (innermost.function !== 'runtime.gopark' || second === undefined || secondAddress === undefined) continue;
    if (parkingFunctions.has(second.function)) known.set(secondAddress, second);
  }
  return known;
}

/**
 * Restores hidden frames with a debug=0 profile of the same build, which also shows nil channels (Go 1.20 and later). A
 * profile of another build, or of another process with randomised addresses, changes nothing.
 */
export function resolveStatesByProfile(profile: Profile, debug0: Profile): Profile {
  return restoreHiddenFrames(profile, indexFrames(debug0));
}
