// Adds a group for everything that an answer leaves out, so that a table always says how much is missing.
import { formatAmount } from '../core/format.ts';
import type { FoldedRest } from '../core/analysis/fold.ts';
import type { Group, Grouped } from '../core/analysis/model.ts';

/**
 * The groups beyond a table's limit, together with those that the profile's own bound folded; undefined when there are
 * none.
 */
export function makeOtherGroup(other: FoldedRest['other'], folded: Grouped['folded']): Group | undefined {
  const groups = other.groups + folded.groups;
  if (groups === 0 && folded.goroutines === 0) return undefined;
  const number = formatAmount(groups, 'group');
  return {
    key: 'other',
    per: {},
    count: other.count + folded.goroutines,
    leaked: other.leaked,
    fingerprint: 'other',
    state: '',
    function: (folded.uncounted ?? 0) > 0 ? 'other' : `other (${number})`,
    rawFunction: '',
    package: '',
    location: '',
    locations: [],
    creator: null,
    wait: null,
    labels: {},
    frames: [],
    targets: 0,
    proven: 0,
    crowd: 0,
    example: undefined,
  };
}
