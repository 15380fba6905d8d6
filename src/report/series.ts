// Profiles of one target in the order of time. All but the last are reduced to summaries and counts, so that hours of
// sampling need little more memory than two samples.
import type { GroupInput } from '../core/analysis/group.ts';
import type { Labels } from '../core/labels.ts';
import type { SampleFigures } from '../core/sample/model.ts';
import type { Profile } from '../core/profile/model.ts';
import type { InterpretedProfile } from '../core/stack/model.ts';
import type { ProfileCounts, ProfileSummary, Series, SourceProfile } from './model.ts';

/** Counts the goroutines of a profile by group key. */
export type CountGroups = (input: GroupInput) => ReadonlyMap<string, number>;

/** What happens to each profile of a series when it is read. */
export interface SeriesReader {
  readonly interpret: (profile: Profile) => InterpretedProfile;
  readonly count: CountGroups;
  /** Called for every profile in the order of time. `timeMs` is undefined where the time is unknown. */
  readonly judge: (
    target: Labels,
    interpreted: InterpretedProfile,
    timeMs: number | undefined,
    figures: SampleFigures | null,
  ) => void;
}

/** Above this number every second sample is dropped. No terminal is this wide. */
const maxSamples = 1_000;

/** Undefined without profiles. `intervalMs` is the time between profiles that have no time. */
export function orderSeries(
  labels: Labels,
  profiles: readonly SourceProfile[],
  reader: SeriesReader,
  intervalMs: number | undefined,
): Series | undefined {
  const timed = profiles.every((one) => one.timeMs !== undefined);
  const ordered = timed
    ? profiles.toSorted((a, b) => (a.timeMs ?? 0) - (b.timeMs ?? 0))
    : profiles.map((one, index) => ({
        ...one,
        // Times are ignored unless every profile has one.
        sampledMs: intervalMs === undefined ? undefined : index * intervalMs,
      }));
  return ordered.reduce<Series | undefined>((series, one) => extendSeries(labels, series, one, reader), undefined);
}

/** A profile, with its time in the series if that differs from its own time. */
type PlacedProfile = SourceProfile & {
  readonly sampledMs?: number | undefined;
  readonly figures?: SampleFigures | null;
};

/** The series with one more profile at its end. */
export function extendSeries(
  labels: Labels,
  series: Series | undefined,
  next: PlacedProfile,
  reader: SeriesReader,
): Series {
  const summary = summarise(next);
  const interpreted = reader.interpret(next.profile);
  const last = { ...next, interpreted };
  reader.judge(labels, interpreted, placeTime(next), next.figures ?? null);
  if (series === undefined) return { labels, summaries: [summary], last, samples: [] };
  const samples = series.samples.length === 0 ? [takeSample(labels, series.last, reader)] : series.samples;
  return {
    labels,
    summaries: [...series.summaries, summary],
    last,
    samples: dropEverySecond([...samples, takeSample(labels, last, reader)]),
  };
}

function takeSample(
  labels: Labels,
  placed: PlacedProfile & { readonly interpreted: InterpretedProfile },
  { count }: SeriesReader,
): ProfileCounts {
  return { timeMs: placeTime(placed), counts: count({ labels, profile: placed.interpreted }) };
}

function placeTime(placed: PlacedProfile): number | undefined {
  return 'sampledMs' in placed ? placed.sampledMs : placed.timeMs;
}

function dropEverySecond(samples: readonly ProfileCounts[]): readonly ProfileCounts[] {
  if (samples.length <= maxSamples) return samples;
  return samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
}

function summarise({ source, profile, timeMs }: SourceProfile): ProfileSummary {
  const { entries: _, ...account } = profile;
  return { source, profile: account, timeMs };
}

/** All files are one target, except the parts of an archive or a log, which are separate processes. */
export function splitParts(profiles: readonly SourceProfile[]): readonly (readonly SourceProfile[])[] {
  const parts = new Map<string, SourceProfile[]>();
  for (const one of profiles) {
    const part = one.profile.part ?? '';
    const known = parts.get(part);
    if (known === undefined) parts.set(part, [one]);
    else known.push(one);
  }
  return [...parts.values()];
}

/** Binaries that are named. */
const maxBinaries = 3;

/** A note about profiles of one series that name different binaries. Only debug=0 names one. */
export function noteBinaries(profiles: readonly SourceProfile[]): readonly string[] {
  const builds = profiles.flatMap(({ profile }) => profile.build ?? []);
  // If both name their builds, the builds decide: the same binary may have two paths.
  const identified = builds.every(({ buildId }) => buildId !== '');
  const names = new Map(builds.map((build) => [identified ? build.buildId : build.binary, nameBinary(build)]));
  if (names.size < 2) return [];
  const shown = [...names.values()].slice(0, maxBinaries).join(', ');
  const more = names.size > maxBinaries ? ` and ${names.size - maxBinaries} more` : '';
  return [
    `The profiles are of ${names.size} different binaries: ${shown}${more}. They are read as a series of one ` +
      'target; what grows or shrinks may be the difference between the binaries.',
  ];
}

function nameBinary({ binary, buildId }: { readonly binary: string; readonly buildId: string }): string {
  if (buildId === '') return binary;
  return binary === '' ? `build ${buildId}` : `${binary} (build ${buildId})`;
}
