// What the wait-for graph of a dump says of a program with one known mistake.
import { findLockTroubles } from '../../src/core/analysis/wait-for/find-troubles.ts';
import type { LockTrouble } from '../../src/core/analysis/wait-for/model.ts';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import { cleanFunction, holders } from './lock-holders.ts';

/** Throws if the text is no dump. */
export function judgeLocks(dump: Uint8Array): readonly LockTrouble[] {
  const read = readProfiles(dump);
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  return findLockTroubles(interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] }));
}

export const listHolders = (trouble: LockTrouble | undefined): readonly string[] =>
  (trouble?.edges ?? []).flatMap(({ holder }) => (holder === undefined ? [] : cleanFunction(holder.function))).sort();

/** The part of `double-lock/embedded` before the slash. */
export const causeOf = (shape: string): string => shape.slice(0, shape.indexOf('/'));

/** Whether the first trouble has the right cause, and whether it names who holds what as the code says. */
export function scoreShape(
  shape: string,
  [first]: readonly LockTrouble[],
): { readonly cause: boolean; readonly circle: boolean } {
  const cause = first?.cause === causeOf(shape);
  return { cause, circle: cause && listHolders(first).join() === [...holders[shape]!].sort().join() };
}
