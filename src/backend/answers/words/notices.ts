// Notices: facts that a reader needs although the answer is valid. Each subject has one notice for all targets.
import { nameBound } from '../../../core/bound-titles.ts';
import { describeHowRead } from '../../../core/profile/reading-notes.ts';
import type { Grouped } from '../../../core/analysis/model.ts';
import type { Notice, Problem } from '../../../core/problem.ts';
import { nameByTitle } from '../../../core/query/setting-titles.ts';
import type { DiscoveryReport, Fetched, FetchFailed, Snapshot } from '../../targets/port.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { formatRoundedDuration, formatSentences, formatSome } from './format.ts';

/** Panels share a fetch for this long, so a younger answer needs no notice. */
const remarkableAgeMs = 5_000;

/** The notice for a valid answer whose fetch failed. */
export function noteMissingNow({ message, hosts = [] }: Problem): Notice {
  return { severity: 'warning', text: `The present is missing from this answer: ${message}`, hosts };
}

/** Lists that could not be refreshed, so targets may be missing or gone. Save & test reports intended omissions. */
export function noteDiscovery(lists: readonly DiscoveryReport[]): readonly Notice[] {
  const reasons = lists.flatMap(({ problem }) => (problem === null ? [] : [nameByTitle(problem)]));
  if (reasons.length === 0) return [];
  const text = `The list of targets may be incomplete: ${formatSentences(reasons)}`;
  return [{ severity: 'warning', text, hosts: lists.flatMap(({ problem }) => problem?.hosts ?? []) }];
}

export function noteFailures(failed: readonly FetchFailed[], total: number): readonly Notice[] {
  if (failed.length === 0) return [];
  const reasons = formatSentences(failed.map((failure) => failure.problem.message));
  const text = `${formatCount(failed.length)} of ${formatAmount(total, 'target')} could not be read and are missing from this answer: ${reasons}`;
  return [{ severity: 'warning', text, hosts: failed.flatMap(({ problem }) => problem.hosts ?? []) }];
}

/** Targets whose fetch failed and whose last profile is used instead. */
export function noteRecalled(recalled: readonly Fetched[], total: number): readonly Notice[] {
  if (recalled.length === 0) return [];
  const oldest = recalled.reduce((age, fetched) => Math.max(age, fetched.ageMs), 0);
  const hosts = formatSome(recalled.map((fetched) => fetched.target.host));
  const text =
    `${formatCount(recalled.length)} of ${formatAmount(total, 'target')} could not be read just now. Their last ` +
    `profiles, up to ${formatRoundedDuration(oldest)} old, are used instead: ${hosts}`;
  return [{ severity: 'warning', text, hosts: recalled.map(({ target }) => target.host) }];
}

export function noteAges(fetched: readonly Fetched[]): readonly Notice[] {
  const old = fetched.filter((one) => one.ageMs > remarkableAgeMs);
  if (old.length === 0) return [];
  const oldest = old.reduce((age, one) => Math.max(age, one.ageMs), 0);
  const subject =
    fetched.length === 1
      ? 'The profile is'
      : `${formatAmount(old.length, 'profile')} of ${formatCount(fetched.length)} are up to`;
  return [
    {
      severity: 'info',
      text: `${subject} ${formatRoundedDuration(oldest)} old, because users share fetches and Parked spaces them out to spare the targets.`,
    },
  ];
}

/** The parts of the received profiles that could not be read. */
export function noteReading(snapshots: readonly Snapshot[]): readonly Notice[] {
  const notices: Notice[] = [];
  const truncated = snapshots.filter(({ profile }) => profile.truncated);
  if (truncated.length > 0) {
    const found = truncated.map(
      ({ target, profile }) => `${target.host} (${formatAmount(profile.parsed, 'goroutine')} read)`,
    );
    notices.push({
      severity: 'warning',
      text:
        `${formatAmount(truncated.length, 'profile is', 'profiles are')} cut short, so goroutines are missing: ` +
        `${formatSome(found)}. Go itself cuts debug=2 dumps at 64 MiB.`,
      hosts: truncated.map(({ target }) => target.host),
    });
  }
  const unread = snapshots.filter(({ profile }) => profile.unparsed > 0);
  if (unread.length > 0) {
    const found = unread.map(({ target, profile }) => {
      const issue = profile.issues[0];
      const where = issue?.line === undefined ? '' : `, line ${formatCount(issue.line)}`;
      const why = issue === undefined ? '' : ` (${issue.message}${where})`;
      return `${formatCount(profile.unparsed)} of ${formatAmount(profile.parsed + profile.unparsed, 'goroutine')} from ${target.host}${why}`;
    });
    const text = `Not everything could be read: ${formatSome(found)}.`;
    notices.push({ severity: 'warning', text, hosts: unread.map(({ target }) => target.host) });
  }
  return [...notices, ...noteHowRead(snapshots)];
}

/** The transports of the texts, and lines that are not part of a dump. Duplicates are merged. */
function noteHowRead(snapshots: readonly Snapshot[]): readonly Notice[] {
  const hosts = new Map<string, string[]>();
  for (const { target, profile } of snapshots) {
    for (const sentence of describeHowRead(profile)) {
      hosts.set(sentence, [...(hosts.get(sentence) ?? []), target.host]);
    }
  }
  return [...hosts].map(([sentence, from]) => ({
    severity: 'info',
    text: `${formatSome(from)}: ${sentence}`,
    hosts: from,
  }));
}

export function noteFolded(grouped: Grouped, bound: number): readonly Notice[] {
  const { groups, uncounted = 0 } = grouped.folded;
  if (groups === 0) return [];
  // History itself reports which groups it stores as one sum.
  const goroutines = grouped.folded.goroutines - uncounted;
  return [
    {
      severity: 'warning',
      text:
        `${formatAmount(groups, 'group')} with ${formatAmount(goroutines, 'goroutine')} are counted together as ` +
        `"other": a profile keeps at most ${formatCount(bound)} (${nameBound('groupsPerProfile')}). Filter, or group ` +
        'by something coarser.',
    },
  ];
}

/** For a comparison: a group that was folded on one side may be shown on the other. */
export function noteFoldedSides(
  { before, after }: { readonly before: Pick<Grouped, 'folded'>; readonly after: Pick<Grouped, 'folded'> },
  bound: number,
): readonly Notice[] {
  const count = ({ folded }: Pick<Grouped, 'folded'>) => folded.goroutines - (folded.uncounted ?? 0);
  const goroutines = count(before) + count(after);
  if (goroutines === 0) return [];
  const text =
    `${formatAmount(goroutines, 'goroutine')} of groups beyond the largest ${formatCount(bound)} of a profile ` +
    `(${nameBound('groupsPerProfile')}) are not compared. Groups that appeared or disappeared may have been ` +
    'among them.';
  return [{ severity: 'warning', text }];
}

/** Every rule that hid something, with the amount. Hidden stacks could be leaks. */
export function noteIgnored({ ignored }: Pick<Grouped, 'ignored'>): readonly Notice[] {
  if (ignored.goroutines === 0) return [];
  const sources = new Map<string, number>();
  for (const { pack, index, goroutines } of ignored.rules) {
    const name = pack === null ? `own rule ${index + 1}` : `pack ${pack}`;
    sources.set(name, (sources.get(name) ?? 0) + goroutines);
  }
  const parts = [...sources].map(([name, goroutines]) => `${name}: ${formatCount(goroutines)}`);
  const text =
    `${formatAmount(ignored.goroutines, 'goroutine is', 'goroutines are')} left out by ignore rules ` +
    `(${formatSome(parts)}). "Show ignored" includes them.`;
  return [{ severity: 'info', text }];
}

/** Names on which no expression was tried count as not matching, which the user must know. */
export function noteUntried(names: number): readonly Notice[] {
  if (names === 0) return [];
  const text =
    `The regular expressions of the filter were not tried on ${formatAmount(names, 'name')}, because a complex ` +
    'expression is tried on short names only. Stacks with these names may be missing. Shorten the expression.';
  return [{ severity: 'warning', text }];
}

/** The groups in the last row of a table, and how many of them may be leaks. */
export function noteLimit(
  groups: number,
  limit: number,
  rest: { readonly goroutines: number; readonly suspects: number },
): readonly Notice[] {
  if (groups <= limit) return [];
  const text =
    `${formatCount(limit)} of ${formatAmount(groups, 'group')} are shown (limit). The other ` +
    `${formatCount(groups - limit)} with ${formatAmount(rest.goroutines, 'goroutine')} are in "other".`;
  if (rest.suspects === 0) return [{ severity: 'info', text }];
  const hidden = formatAmount(rest.suspects, 'suspect is', 'suspects are');
  return [{ severity: 'warning', text: `${text} ${hidden} among them. "Suspicion at least" shows only suspects.` }];
}
