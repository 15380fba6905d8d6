// How clues change the odds of causes.
import type { Clues } from './clues.ts';

/** The odds of a cause that a library's own function names for certain. A channel alone suggests at most 35. */
export const certain = 300;

/** Multiplies odds by each factor whose condition holds. */
export function multiply(base: number, ...factors: readonly (readonly [boolean | undefined, number])[]): number {
  return factors.reduce((odds, [holds, factor]) => (holds === true ? odds * factor : odds), base);
}

/** The factor for mistakes in own code when the wait is in someone else's code. */
export function discountLibrary(clues: Clues): number {
  if (clues.waitsInOwn) return 1;
  return clues.own === '' ? 0.05 : 0.3;
}

/** Whether the wait is a receive. debug=1 may hide the operation. */
export function isReceive({ operation }: Clues): boolean {
  return operation === 'receive' || operation === 'chan or select';
}

export function isSend({ operation }: Clues): boolean {
  return operation === 'send' || operation === 'chan or select';
}

export function isSelect({ operation }: Clues): boolean {
  return operation === 'select' || operation === 'chan or select';
}
