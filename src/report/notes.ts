// Notes about a report: unread parts, and goroutines that are not counted.
import type { Grouped } from '../core/analysis/model.ts';
import { describeHowRead } from '../core/profile/reading-notes.ts';
import { chanOrSelect } from '../core/stack/frame-state.ts';
import { limits } from '../core/limits.ts';
import type { ProfileSummary, Series } from './model.ts';
import { formatAmount, formatCount } from '../core/format.ts';

export function describeNotes(series: readonly Series[], grouped: Grouped): readonly string[] {
  const { folded, filtered, profilers } = grouped;
  const last = series.flatMap((one) => one.summaries.slice(-1));
  return [
    ...last.flatMap(describeReading),
    ...(folded.groups > 0
      ? [
          `${formatAmount(folded.groups, 'group')} with ${formatAmount(folded.goroutines, 'goroutine')} are counted ` +
            `only together: a profile keeps at most ${formatCount(limits.groupsPerProfile.value)} groups.`,
        ]
      : []),
    ...(filtered > 0 ? [`${formatAmount(filtered, 'goroutine')} left out by the filter.`] : []),
    ...describeHidden(grouped),
    ...(profilers > 0
      ? [`${formatAmount(profilers, 'goroutine')} that wrote the profile ${profilers === 1 ? 'is' : 'are'} set apart.`]
      : []),
  ];
}

/** debug=1 alone does not show the state; see make-whole.ts. */
function describeHidden({ groups }: Grouped): readonly string[] {
  const hidden = groups.filter((group) => group.state === chanOrSelect);
  if (hidden.length === 0) return [];
  return [
    `The state of ${formatAmount(hidden.length, 'group')} is hidden by debug=1; name a debug=0 file of the same process as a further source.`,
  ];
}

export function describeReading({ source, profile }: ProfileSummary): readonly string[] {
  const cut = profile.truncated ? [`${source} is cut short: goroutines are missing at its end.`] : [];
  const how = describeHowRead(profile).map((sentence) => `${source}: ${sentence}`);
  if (profile.unparsed === 0) return [...cut, ...how];
  const issue = profile.issues[0];
  const where = issue?.line === undefined ? '' : ` (line ${formatCount(issue.line)}: ${issue.message})`;
  const seen = profile.parsed + profile.unparsed;
  return [
    ...cut,
    `${source}: ${formatCount(profile.unparsed)} of ${formatAmount(seen, 'goroutine')} could not be read${where}.`,
    ...how,
  ];
}
