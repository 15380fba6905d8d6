// Stands for the groups of a sample that are stored as one sum, because there were more than a bound allows. Only the
// number of their goroutines is known. A stack without a group in such a sample may be one of them.
import type { Fingerprint, Stack } from './model.ts';

/** Fingerprint, state and function of the stack that stands for the rest. */
export const otherName = 'other';

/** No rule, filter or verdict may take it for a stack. */
export const otherStack: Stack = {
  fingerprint: otherName as Fingerprint,
  state: otherName,
  frames: [],
  ownFrame: -1,
  keyFrame: -1,
  function: otherName,
  location: '',
  main: false,
  profiler: false,
  system: true,
};

export function isOther({ fingerprint }: Pick<Stack, 'fingerprint'>): boolean {
  return fingerprint === otherName;
}
