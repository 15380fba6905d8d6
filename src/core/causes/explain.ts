// Why a stack leaks: all causes that fit, the most likely first.
import type { Stack } from '../stack/model.ts';
import { readClues } from './clues.ts';
import { causes } from './list.ts';
import { causeIds, type CauseId, type StackFacts } from './model.ts';

export interface Explanation {
  /** The most likely cause; null when none fits, as for the runtime's own goroutines. */
  readonly cause: CauseId | null;
  /** Other causes that fit, by decreasing likelihood. */
  readonly also: readonly CauseId[];
  /** The share of the odds that belongs to `cause`, 0 to 1. */
  readonly certainty: number;
}

/** More causes would not help the reader. */
const maxCauses = 4;
/** A cause this much less likely than the first is left out. */
const minShareOfFirst = 0.02;

/**
 * Judges one stack. A stack alone often fits several causes, and all of them are named. Facts make the answer more
 * certain, source lines most of all. Pure and cheap, so it can be called for every stack of an answer.
 */
export function explainStack(stack: Stack, facts: StackFacts = {}): Explanation {
  if (stack.system || stack.profiler) return { cause: null, also: [], certainty: 0 };
  const clues = readClues(stack, facts);
  const ranked: { readonly id: CauseId; readonly odds: number }[] = [];
  for (const id of causeIds) {
    const odds = causes[id].weigh(clues) ?? 0;
    if (odds > 0) ranked.push({ id, odds });
  }
  ranked.sort((a, b) => b.odds - a.odds);
  const first = ranked[0];
  if (first === undefined) return { cause: null, also: [], certainty: 0 };
  const total = ranked.reduce((sum, { odds }) => sum + odds, 0);
  const also = ranked.slice(1, maxCauses).filter(({ odds }) => odds >= first.odds * minShareOfFirst);
  return { cause: first.id, also: also.map(({ id }) => id), certainty: first.odds / total };
}
