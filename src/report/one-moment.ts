// Finds files of one moment in several forms. For example, debug=1 and debug=2 that were saved one after the other show
// no growth.
import type { SourceProfile } from './model.ts';

/** Forms, the one with the most information first. */
const forms = ['debug=3', 'debug=2', 'debug=0', 'debug=1'];

/** Between two requests a process starts and ends a few goroutines. */
const tolerance = { goroutines: 8, share: 0.02 } as const;

/**
 * Keeps only the richest profile where all are of one moment: each in another form, at most one with a time, and with
 * similar numbers of goroutines. Profiles with an interval are always a series.
 */
export function mergeMoment(
  profiles: readonly SourceProfile[],
  intervalMs: number | undefined,
): { readonly profiles: readonly SourceProfile[]; readonly notes: readonly string[] } {
  if (profiles.length < 2 || intervalMs !== undefined || !isOneMoment(profiles)) return { profiles, notes: [] };
  const [main] = profiles.toSorted((a, b) => forms.indexOf(a.profile.format) - forms.indexOf(b.profile.format));
  if (main === undefined) return { profiles, notes: [] };
  const others = profiles.filter((one) => one !== main).map(({ source }) => source);
  const timeMs = profiles.find((one) => one.timeMs !== undefined)?.timeMs;
  return {
    profiles: [{ ...main, timeMs }],
    notes: [
      `${main.source} and ${others.join(', ')} are read as one moment in ${profiles.length} forms, and ` +
        `${main.source} is shown. Give --interval if they are a series.`,
    ],
  };
}

function isOneMoment(profiles: readonly SourceProfile[]): boolean {
  const formats = new Set(profiles.map(({ profile }) => profile.format));
  const kinds = new Set(profiles.map(({ profile }) => profile.kind));
  const timed = profiles.filter(({ timeMs }) => timeMs !== undefined).length;
  if (formats.size !== profiles.length || kinds.size > 1 || timed > 1) return false;
  const counts = profiles.map(({ profile }) => profile.goroutines);
  const most = Math.max(...counts);
  return most - Math.min(...counts) <= Math.max(tolerance.goroutines, tolerance.share * most);
}
