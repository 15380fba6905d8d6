// Explains causes in Markdown. A ticket or the summary of a build has no other pages, so each cause is explained in the
// same text below a heading with its name. Links lead to the heading.
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
    // These texts are Parked's own. They are Markdown already.
    return `### ${id}\n\n${name}. ${why} ${fix}`;
  });
}
