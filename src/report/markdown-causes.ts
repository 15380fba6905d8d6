// Causes in Markdown. A ticket or the summary of a build has no pages beside it, so that each cause is explained in the
// same text, below a heading of its name, and links lead there.
import { causes } from '../core/causes/list.ts';
import type { CauseId } from '../core/causes/model.ts';

/** Empty for none. */
export function linkCause(cause: CauseId | null): string {
  return cause === null ? '' : `[${cause}](#${cause})`;
}

/** A section for each cause, once, in this order. */
export function explainCauses(ids: readonly CauseId[]): readonly string[] {
  return [...new Set(ids)].map((id) => {
    const { name, why, fix } = causes[id];
    // Its texts are Parked's own, and Markdown.
    return `### ${id}\n\n${name}. ${why} ${fix}`;
  });
}
