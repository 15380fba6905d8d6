// Recordings as their goroutines are understood: what the tests over several recordings compare.
import type { Profile } from '../../src/core/profile/model.ts';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { loadInput } from './cases.ts';

export function readOne(bytes: Uint8Array): Profile {
  const read = readProfiles(bytes);
  const profile = read.outcome === 'read' ? read.profiles[0] : undefined;
  if (profile === undefined) throw new Error(`No profile: ${JSON.stringify(read)}`);
  return profile;
}

export function understand(profile: Profile): readonly InterpretedEntry[] {
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries;
}

export function readCase(name: string): readonly InterpretedEntry[] {
  return understand(readOne(loadInput(name)));
}

/** Goroutines by a key of their stack. */
export function countBy(
  entries: readonly InterpretedEntry[],
  keyOf: (entry: InterpretedEntry) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const key = keyOf(entry);
    counts.set(key, (counts.get(key) ?? 0) + entry.entry.count);
  }
  return counts;
}

/**
 * Fingerprint and state, with enough of the stack to know it by. A call of the same function counts once, as it does in
 * fingerprints.
 */
export function describeStack({ stack }: InterpretedEntry): string {
  const names = stack.frames.map(({ name }) => name).filter((name, index, all) => name !== all[index - 1]);
  return `${stack.fingerprint} ${stack.state} in ${names.slice(0, 3).join(' < ')}`;
}

/** Serves, asks for or writes the profile itself: between two requests such goroutines wake, start and end. */
export function attendsTheProfile({ stack }: InterpretedEntry): boolean {
  return (
    stack.profiler ||
    stack.frames.length === 0 ||
    (stack.ownFrame < 0 &&
      stack.frames.some(({ name }) => /^net\/http\.\(\*(connReader|persistConn|conn)\)\./.test(name)))
  );
}

/** Counts that are in only one countBy, with the difference. */
export function difference(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const rest: Record<string, number> = {};
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const change = (left.get(key) ?? 0) - (right.get(key) ?? 0);
    if (change !== 0) rest[key] = change;
  }
  return rest;
}
