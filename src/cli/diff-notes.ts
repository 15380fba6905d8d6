// Notes about a diff: what was not compared, and why.
import type { ProfilesDiff } from '../core/analysis/diff/diff-profiles.ts';
import { limits } from '../core/limits.ts';
import type { Profile } from '../core/profile/model.ts';
import { describeReading } from '../report/notes.ts';
import type { SourceProfile } from '../report/model.ts';
import { formatAmount, formatCount } from '../core/format.ts';

export function describeDiffNotes(
  read: readonly (readonly SourceProfile[])[],
  [base, now]: readonly [base: SourceProfile, now: SourceProfile],
  diff: ProfilesDiff,
  all: boolean,
): readonly string[] {
  const kinds = [base.profile.kind, now.profile.kind];
  const headers = [knowsHeaders(base.profile), knowsHeaders(now.profile)];
  const ignorant = headers[0] ? now : base;
  const sum = (side: 'before' | 'after', what: 'filtered' | 'profilers') => diff[side][what];
  return [
    ...[base, now].flatMap(describeReading),
    ...read.flatMap((profiles) =>
      profiles.length > 1
        ? [`${profiles.at(-1)?.source ?? ''} holds ${formatAmount(profiles.length, 'profile')}; the last is compared.`]
        : [],
    ),
    ...(kinds[0] === kinds[1]
      ? []
      : [`A ${kinds[0]} profile is compared with a ${kinds[1]} profile: they count different goroutines.`]),
    ...(headers[0] === headers[1]
      ? []
      : [`Creators and waits are not compared: ${ignorant.source} (${ignorant.profile.format}) does not know them.`]),
    ...(diff.openStacks > 0
      ? [
          `The states of ${formatAmount(diff.openStacks, 'stack')} are compared as far as debug=1 tells them; read debug=0 on both sides to know more.`,
        ]
      : []),
    ...describeFolded(diff),
    ...(!all && diff.same.length > 0
      ? [
          `${formatAmount(diff.same.length, 'group')} with ${formatAmount(
            diff.same.reduce((total, { after }) => total + after, 0),
            'goroutine',
          )} stayed the same; --all shows them.`,
        ]
      : []),
    ...(sum('before', 'filtered') + sum('after', 'filtered') > 0
      ? [
          `Left out by the filter: ${formatAmount(sum('before', 'filtered'), 'goroutine')} before, ${sum('after', 'filtered').toLocaleString('en-US')} after.`,
        ]
      : []),
    ...(sum('before', 'profilers') + sum('after', 'profilers') > 0
      ? ['Goroutines that wrote the profiles are set apart.']
      : []),
  ];
}

function describeFolded({ before, after }: ProfilesDiff): readonly string[] {
  const goroutines = before.folded.goroutines + after.folded.goroutines;
  if (goroutines === 0) return [];
  return [
    `${formatAmount(goroutines, 'goroutine')} of groups beyond the largest ` +
      `${formatCount(limits.groupsPerProfile.value)} are not compared: what appeared or went away may have been ` +
      'among them.',
  ];
}

function knowsHeaders({ format }: Profile): boolean {
  return format === 'debug=2' || format === 'debug=3';
}
