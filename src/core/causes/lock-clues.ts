// What one stack that waits for a lock suggests. Only a whole dump shows who holds the lock, so its finding decides.
import type { Clues } from './clues.ts';
import type { CauseId } from './ids.ts';
import { certain } from './odds.ts';

/**
 * `odds` is what the stack alone suggests, relative to 100 for a lock that is never released; null where it does not
 * fit.
 */
export function weighLock(id: CauseId, clues: Clues, odds: number | null): number | null {
  if (clues.lock === undefined) return clues.operation === 'lock' ? odds : null;
  return clues.lock === id ? 2 * certain : null;
}

/** Whether the waiting method was called by another method of the same type. */
export function isNestedMethod({ names, own }: Clues): boolean {
  const type = readReceiver(own);
  return type !== '' && names.some((name) => name !== own && readReceiver(name) === type);
}

/** Whether the waiting method was called by a method of another type of the program's own code. */
export function isCalledByOtherType({ names, own }: Clues): boolean {
  const type = readReceiver(own);
  const outer = names.slice(names.indexOf(own) + 1);
  return type !== '' && outer.some((name) => readReceiver(name) !== '' && readReceiver(name) !== type);
}

function readReceiver(name: string): string {
  return /^(.*\.\(\*?[^)]+\))\./.exec(name)?.[1] ?? '';
}
