// Excludes goroutines that contain only runtime frames. They have no name, no location and no fix, so they must not
// trigger an alert. Programs that wait for signals have one from the start.
import type { Group, Grouping } from '../../../core/analysis/model.ts';
import type { Notice } from '../../../core/problem.ts';
import { noFrames } from '../../../core/stack/fingerprint.ts';
import type { Ask } from '../ask.ts';
import { formatAmount } from '../../../core/format.ts';
import { formatSome } from '../words/format.ts';

const namesCode: ReadonlySet<Grouping> = new Set(['stack', 'location', 'function', 'ownFunction', 'package']);

/**
 * Excludes them with a notice if groups are split by code. `showIgnored` and a query for their fingerprint keep them.
 */
export function leaveFrameless(
  { query }: Pick<Ask, 'query'>,
  groups: readonly Group[],
): { readonly groups: readonly Group[]; readonly notices: readonly Notice[] } {
  const isAsked = query.showIgnored || query.filter.fingerprints?.includes(noFrames) === true;
  const left = groups.filter(({ fingerprint }) => fingerprint === noFrames);
  if (isAsked || left.length === 0 || !query.groupBy.some((grouping) => namesCode.has(grouping))) {
    return { groups, notices: [] };
  }
  const goroutines = left.reduce((sum, { count }) => sum + count, 0);
  const states = formatSome([...new Set(left.map(({ state }) => state))]);
  const text =
    `${formatAmount(goroutines, 'goroutine has', 'goroutines have')} only frames of the runtime (${states}), so ` +
    `there is no function to name and they are left out. Filter by the fingerprint ${noFrames} to count them.`;
  return {
    groups: groups.filter(({ fingerprint }) => fingerprint !== noFrames),
    notices: [{ severity: 'info', text }],
  };
}
