// Profiles of one target in the order of their times. Of all but the last only the account and the counts stay, so that
// sampling for hours takes little more memory than sampling twice.
import type { Profile } from '../core/profile/model.ts';
import type { ProfileSummary, Sample, Series, SourceProfile } from './report-model.ts';

/** Counts the goroutines of a profile by group key. */
export type CountGroups = (profile: Profile) => ReadonlyMap<string, number>;

/** Beyond so many samples every second one goes: more than any terminal is wide. */
const mostSamples = 1_000;

/** Undefined for no profile at all. `intervalMs`: how far apart profiles without a time are. */
export function orderSeries(
  profiles: readonly SourceProfile[],
  count: CountGroups,
  intervalMs: number | undefined,
): Series | undefined {
  const timed = profiles.every((one) => one.timeMs !== undefined);
  const ordered = timed
    ? profiles.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0))
    : profiles.map((one, index) => ({
        ...one,
        // A time that only some carry places nothing.
        sampledMs: intervalMs === undefined ? undefined : index * intervalMs,
      }));
  return ordered.reduce<Series | undefined>((series, one) => extendSeries(series, one, count), undefined);
}

/** A profile, and where it lies in its series when that is not where its own time says. */
export type PlacedProfile = SourceProfile & { readonly sampledMs?: number | undefined };

/** The series with one profile more at its end. */
export function extendSeries(series: Series | undefined, next: PlacedProfile, count: CountGroups): Series {
  const summary = summarise(next);
  if (series === undefined) return { summaries: [summary], last: next, samples: [] };
  const samples = series.samples.length === 0 ? [takeSample(series.last, count)] : series.samples;
  return {
    summaries: [...series.summaries, summary],
    last: next,
    samples: thin([...samples, takeSample(next, count)]),
  };
}

function takeSample(placed: PlacedProfile, count: CountGroups): Sample {
  return { timeMs: 'sampledMs' in placed ? placed.sampledMs : placed.timeMs, counts: count(placed.profile) };
}

function thin(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= mostSamples) return samples;
  return samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
}

function summarise({ source, profile, timeMs }: SourceProfile): ProfileSummary {
  const { entries: _, ...account } = profile;
  return { source, profile: account, timeMs };
}
