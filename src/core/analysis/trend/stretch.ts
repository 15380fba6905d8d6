// Summarises equal parts of a time range from the blocks of a series.
import {
  fallAt,
  fields,
  highAt,
  lastAt,
  lowAt,
  riseAt,
  samplesAt,
  sumAt,
  type DownsampledSeries,
} from './downsampled-series.ts';
import type { Track } from './track.ts';

export interface Part {
  readonly fromMs: number;
  readonly toMs: number;
  /** Number of samples; 0 if nothing is known of the part. Low and high are then NaN. */
  readonly samples: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly last: number;
  /** Sums of rises and falls, from sample to sample. */
  readonly rise: number;
  readonly fall: number;
}

/** Cuts the time from `fromMs` to `toMs` into `parts`. A block belongs to the part that contains its middle. */
export function cutStretch(series: DownsampledSeries, fromMs: number, toMs: number, parts: number): Part[] {
  const { originMs, widthMs, length } = series;
  const span = (toMs - fromMs) / parts;
  const result: Part[] = [];
  // The newest block belongs to the last part, although it extends beyond the newest sample.
  const firstIndex = Math.max(0, Math.ceil((fromMs - originMs) / widthMs - 0.5));
  let index = firstIndex;
  for (let part = 0; part < parts; part++) {
    const ended = part === parts - 1 && toMs >= originMs + (length - 1) * widthMs;
    const end = ended ? length : Math.ceil((fromMs + (part + 1) * span - originMs) / widthMs - 0.5);
    let low = NaN;
    let high = NaN;
    let sum = 0;
    let samples = 0;
    let rise = 0;
    let fall = 0;
    let last = NaN;
    for (; index < end && index < length; index++) {
      const known = series.data[index * fields + samplesAt]!;
      if (known === 0) continue;
      samples += known;
      sum += series.data[index * fields + sumAt]!;
      rise += series.data[index * fields + riseAt]!;
      fall += series.data[index * fields + fallAt]!;
      last = series.data[index * fields + lastAt]!;
      if (!(series.data[index * fields + lowAt]! >= low)) low = series.data[index * fields + lowAt]!;
      if (!(series.data[index * fields + highAt]! <= high)) high = series.data[index * fields + highAt]!;
    }
    result.push({
      fromMs: fromMs + part * span,
      toMs: fromMs + (part + 1) * span,
      samples,
      low,
      high,
      mean: samples > 0 ? sum / samples : NaN,
      last,
      rise,
      fall,
    });
  }
  return result;
}

/** Whether every part has samples. */
export function isCovered(parts: readonly Part[]): boolean {
  return parts.every(({ samples }) => samples > 0);
}

/** The finest resolution that reaches back to `fromMs`. */
export function pickResolution({ resolutions }: Track, fromMs: number) {
  if (resolutions === undefined) return undefined;
  if (resolutions.hour.originMs <= fromMs + resolutions.hour.widthMs) return resolutions.hour;
  if (resolutions.day.originMs <= fromMs + resolutions.day.widthMs) return resolutions.day;
  return resolutions.week;
}
