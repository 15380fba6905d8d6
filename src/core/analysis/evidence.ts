// Describes in sentences what one profile shows of a suspect. Growth needs a series and is described elsewhere.
import { formatCount } from '../format.ts';
import type { Group } from './model.ts';
import { crowdedAt } from './verdict.ts';

/** Whole sentences, the strongest first; empty if nothing suggests a leak. */
export function describeEvidence({ count, leaked, proven, crowd, state }: Group): readonly string[] {
  const sentences: string[] = [];
  const marked = Math.min(leaked, proven);
  if (marked > 0) sentences.push(`The runtime's leak profile lists ${formatPart(marked, count)}.`);
  if (proven > marked)
    sentences.push(`Nothing in the program can end the wait of ${formatPart(proven, count)} in "${state}".`);
  if (proven === 1) sentences.push('Only once, and nothing shows that it grows.');
  if (crowd >= crowdedAt) sentences.push(`${formatCount(crowd)} goroutines of one process wait at one place.`);
  return sentences;
}

function formatPart(part: number, whole: number): string {
  const noun = whole === 1 ? 'goroutine' : 'goroutines';
  return part === whole ? `all ${formatCount(whole)} ${noun}` : `${formatCount(part)} of ${formatCount(whole)} ${noun}`;
}
