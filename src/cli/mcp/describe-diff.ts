// The answer about two readings: what appeared, grew, shrank and went away between them.
import { explainGroup } from '../../core/analysis/explain-group.ts';
import type { GroupChange } from '../../core/analysis/diff/model.ts';
import { nameFunction } from '../../report/words.ts';
import { compareSources } from '../diff.ts';
import { readSelection } from '../options/read-selection.ts';
import { cutOf } from './describe-reading.ts';
import type { Reading } from './readings.ts';

const maxNotes = 4;

/** Compares the last profile of each. */
export function describeDiff(before: Reading, after: Reading, limit: number, ownCode: readonly string[]) {
  const compared = compareSources(before.profiles, after.profiles, readSelection({ limit }), { limit, ownCode }, []);
  const { base, now, diff, rows, notes } = compared;
  // An agent cannot use options of the command line, so they are not suggested.
  const told = notes.filter((note) => !note.includes('--'));
  const grown = diff.changes.filter(({ change }) => change > 0);
  return {
    before: before.id,
    after: after.id,
    goroutines: { before: base.profile.goroutines, after: now.profile.goroutines },
    more_goroutines_in: grown.length,
    fewer_goroutines_in: diff.changes.length - grown.length,
    same: diff.same.length,
    changes: rows.map(describeChange),
    ...cutOf('changes', diff.changes.length, limit),
    notes: told.slice(0, maxNotes),
    ...cutOf('notes', told.length, maxNotes),
  };
}

function describeChange({ kind, before, after, change, group }: GroupChange) {
  return {
    fingerprint: group.fingerprint,
    kind,
    before,
    after,
    change,
    state: group.state,
    function: nameFunction(group),
    at: group.location,
    cause: explainGroup(group)?.cause ?? null,
  };
}
