// Judges a recorded series sample by sample, and returns what was found when.
import type { Suspect } from '../../../src/core/analysis/suspects/model.ts';
import { SuspectTracker } from '../../../src/core/analysis/suspects/suspect-tracker.ts';
import { reachesGrade } from '../../../src/core/analysis/verdict.ts';
import { replaySeries, type RecordedSeries } from './recorded-series.ts';

export interface JudgedSeries {
  /** Minutes to the first suspect of each grade, from the misuse, or from the beginning without one. */
  readonly afterMinutes: Readonly<Partial<Record<'rising' | 'watch' | 'likely', number>>>;
  /** Functions that were ever `likely`. */
  readonly likely: readonly string[];
  /** Suspects after the last sample. */
  readonly suspects: readonly Suspect[];
}

export function judgeSeries(series: RecordedSeries): JudgedSeries {
  const tracker = new SuspectTracker();
  const fromMs = series.misusedFromMs ?? series.samples[0]?.atMs ?? 0;
  const afterMinutes: Partial<Record<'rising' | 'watch' | 'likely', number>> = {};
  const likely = new Set<string>();
  let suspects: readonly Suspect[] = [];
  for (const sample of replaySeries(series)) {
    tracker.push(sample);
    suspects = tracker.judge().suspects.filter(({ once }) => !once);
    for (const { grade, function: name } of suspects) {
      if (reachesGrade(grade, 'likely')) likely.add(name);
      if (sample.atMs < fromMs) continue;
      for (const one of ['rising', 'watch', 'likely'] as const) {
        if (reachesGrade(grade, one)) afterMinutes[one] ??= Math.round((sample.atMs - fromMs) / 60_000);
      }
    }
  }
  return { afterMinutes, likely: [...likely], suspects };
}
