// What an entry of a profile tells beyond its stack, in the form that explanations take.
import type { InterpretedEntry } from '../stack/model.ts';
import type { SourceText, StackFacts } from './stack-facts.ts';

/**
 * Facts of one entry. `leaked` is what the newest leak profile says of the same stack; where there is none, an entry's
 * own leak marks are proof, and their absence says nothing.
 */
export function collectFacts(
  { entry, creator }: InterpretedEntry,
  more: { readonly leaked?: number; readonly source?: SourceText } = {},
): StackFacts {
  const waits = (entry.header?.waits ?? []).filter(([minutes]) => minutes > 0);
  const [min] = waits[0] ?? [];
  const [max] = waits.at(-1) ?? [];
  return {
    rawFrames: entry.frames,
    creator: creator ?? undefined,
    leaked: more.leaked ?? (entry.leaked > 0 ? entry.leaked : undefined),
    waitMinutes: min === undefined || max === undefined ? undefined : { min, max },
    labels: entry.labels,
    source: more.source,
  };
}
