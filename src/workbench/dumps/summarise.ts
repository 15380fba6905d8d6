// The first view of a dump, before causes are loaded from their own chunk.
import type { Group } from '../../core/analysis/model.ts';
import { describeHowRead } from '../../core/profile/reading-notes.ts';
import { gradeSnapshot } from '../../core/analysis/verdict.ts';
import { formatAmount, formatCount } from '../../core/format.ts';
import type { StackRow, NamedCount } from '../model.ts';
import { makeRowId } from '../model.ts';
import type { DumpSummary } from './messages.ts';
import type { ReadDump } from './read-dump.ts';

/** Rows beyond this number are only counted. */
export const maxRows = 5_000;

type Named = Pick<DumpSummary, 'id' | 'name' | 'bytes' | 'tookMs'>;

export function summarise(dump: ReadDump, named: Named): DumpSummary {
  const { profile, grouped, profiles } = dump;
  return {
    ...named,
    format: profile.format,
    profile: profile.kind,
    timeMs: profile.timeMs ?? null,
    goroutines: profile.goroutines,
    unparsed: profile.unparsed,
    truncated: profile.truncated,
    dumps: profiles.length,
    states: countStates(grouped.groups),
    groups: grouped.groups.length,
    rows: grouped.groups.slice(0, maxRows).map(describeRow),
    notes: describeNotes(dump),
  };
}

function describeRow(group: Group): StackRow {
  return {
    id: makeRowId(group.fingerprint, group.state),
    fingerprint: group.fingerprint,
    state: group.state,
    count: group.count,
    change: null,
    growthPerMinute: null,
    waitMinutes: group.wait?.max ?? null,
    function: group.function,
    rawFunction: group.rawFunction,
    package: group.package,
    location: group.location,
    creator: group.creator,
    target: '',
    cause: null,
    grade: gradeSnapshot(group),
  };
}

export function sortCounts(counts: ReadonlyMap<string, number>): readonly NamedCount[] {
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}

function countStates(groups: readonly Group[]): readonly NamedCount[] {
  const counts = new Map<string, number>();
  for (const { state, count } of groups) counts.set(state, (counts.get(state) ?? 0) + count);
  return sortCounts(counts);
}

function describeNotes({ profile, grouped, profiles }: ReadDump): readonly string[] {
  const notes: string[] = [];
  if (profiles.length > 1) notes.push(`The text holds ${formatCount(profiles.length)} dumps; this is the last one.`);
  if (profile.truncated) notes.push('The dump is cut short: what follows is missing.');
  if (profile.unparsed > 0) notes.push(`${formatCount(profile.unparsed)} goroutines could not be read.`);
  if (grouped.profilers > 0)
    notes.push(
      `${formatAmount(grouped.profilers, 'goroutine')} that wrote the profile ${grouped.profilers === 1 ? 'is' : 'are'} set apart.`,
    );
  if (grouped.folded.groups > 0) {
    notes.push(
      `${formatCount(grouped.folded.goroutines)} goroutines in ${formatCount(grouped.folded.groups)} small groups are folded together.`,
    );
  }
  if (grouped.groups.length > maxRows) {
    notes.push(`The ${formatCount(maxRows)} largest of ${formatCount(grouped.groups.length)} groups are listed.`);
  }
  return [...notes, ...describeHowRead(profile)];
}
