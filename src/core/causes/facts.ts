// Facts about an entry of a profile besides its stack, in the form that explanations take.
import type { InterpretedEntry } from '../stack/model.ts';
import type { SourceText, StackFacts } from './stack-facts.ts';

/**
 * Facts of one entry. `leaked` is the number that the newest leak profile has for the same stack. Without a leak
 * profile, an entry's own leak marks are proof, and their absence proves nothing.
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
