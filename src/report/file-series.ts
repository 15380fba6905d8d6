// Makes a series from the files of one target. Files of the same moment are merged, the rest is ordered by time.
import type { Labels } from '../core/labels.ts';
import { makeWhole } from './make-whole.ts';
import type { Series, SourceProfile } from './model.ts';
import { mergeMoment } from './one-moment.ts';
import { noteBinaries, orderSeries, type SeriesReader } from './series.ts';

interface OrderedFiles {
  /** Undefined without profiles. */
  readonly series: Series | undefined;
  readonly notes: readonly string[];
}

/**
 * `intervalMs` is the time between profiles that have no time. `labels` name the target; by default the first source
 * does.
 */
export function orderFiles(
  profiles: readonly SourceProfile[],
  reader: SeriesReader,
  intervalMs: number | undefined,
  labels?: Labels,
): OrderedFiles {
  const merged = mergeMoment(makeWhole(profiles), intervalMs);
  const name = profiles[0]?.source ?? '';
  const series = orderSeries(labels ?? { service: name, instance: name }, merged.profiles, reader, intervalMs);
  return { series, notes: [...merged.notes, ...noteBinaries(merged.profiles)] };
}
