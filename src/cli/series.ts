// Profiles of one target in the order of their times. Of the ones between the first and the last only the account
// stays, so that sampling for hours takes no more memory than sampling twice.
import type { ProfileSummary, Series, SourceProfile } from './report-model.ts';

/** Undefined for no profile at all. `intervalMs`: how far apart profiles without a time are. */
export function orderSeries(profiles: readonly SourceProfile[], intervalMs: number | undefined): Series | undefined {
  const timed = profiles.every((one) => one.timeMs !== undefined);
  const ordered = timed ? profiles.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0)) : profiles;
  return ordered.reduce<Series | undefined>((series, one) => extendSeries(series, one, intervalMs), undefined);
}

/** The series with one profile more at its end. */
export function extendSeries(series: Series | undefined, next: SourceProfile, intervalMs?: number): Series {
  const first = series?.first ?? next;
  const summaries = [...(series?.summaries ?? []), summarise(next)];
  const stepsMs = intervalMs === undefined ? undefined : intervalMs * (summaries.length - 1);
  const timedMs = first.timeMs === undefined || next.timeMs === undefined ? undefined : next.timeMs - first.timeMs;
  return { summaries, first, last: next, spanMs: timedMs ?? stepsMs };
}

function summarise({ source, profile, timeMs }: SourceProfile): ProfileSummary {
  const { entries: _, ...account } = profile;
  return { source, profile: account, timeMs };
}
