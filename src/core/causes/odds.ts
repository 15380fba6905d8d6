// How causes put numbers on what the clues say.
import type { Clues } from './clues.ts';

/** A cause that a library's own function names for certain, against at most 35 for what a channel alone suggests. */
export const certain = 300;

/** Multiplies odds by each factor whose condition holds. */
export function multiply(base: number, ...factors: readonly (readonly [boolean | undefined, number])[]): number {
  return factors.reduce((odds, [holds, factor]) => (holds === true ? odds * factor : odds), base);
}

/** What a wait in somebody else's code takes from the causes that are mistakes in one's own. */
export function discountLibrary(clues: Clues): number {
  if (clues.waitsInOwn) return 1;
  return clues.own === '' ? 0.05 : 0.3;
}

/** Only some waits are on one channel; debug=1 may hide whether one is. */
export function isReceive({ operation }: Clues): boolean {
  return operation === 'receive' || operation === 'chan or select';
}

export function isSend({ operation }: Clues): boolean {
  return operation === 'send' || operation === 'chan or select';
}

export function isSelect({ operation }: Clues): boolean {
  return operation === 'select' || operation === 'chan or select';
}
