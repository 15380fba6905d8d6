// Turns single samples of one target into columns, for engines that read samples one by one.
import { labelsKey } from '../../../core/labels.ts';
import type { Labels } from '../../../core/labels.ts';
import { LifeTracker } from '../../../core/sample/lives.ts';
import type { ProcessLife, UnplacedSample } from '../../../core/sample/model.ts';
import type { Stack } from '../../../core/stack/model.ts';
import { makeSingle, mapFigures, type Points } from './points.ts';

interface CollectedPoints {
  readonly points: Points;
  /** Indexed by slot. */
  readonly series: readonly { readonly stack: Stack; readonly labels: Labels }[];
  /** Indexed by the numbers in `points.lives`. */
  readonly lives: readonly ProcessLife[];
}

/** All samples must be of one target and kind, in order of time. */
export function collectPoints(samples: readonly UnplacedSample[]): CollectedPoints {
  const { length } = samples;
  const numbers = new Float64Array(length);
  const lives: ProcessLife[] = [];
  const slots = new Map<string, number>();
  const series: { stack: Stack; labels: Labels }[] = [];
  const counts: Float64Array[] = [];
  const tracker = new LifeTracker();
  for (const [index, sample] of samples.entries()) {
    const { life, restarted } = tracker.place(sample);
    if (lives.length === 0 || restarted) lives.push(life);
    else lives[lives.length - 1] = life;
    numbers[index] = lives.length - 1;
    for (const { stack, labels, count } of sample.groups) {
      const key = `${stack.fingerprint} ${stack.state} ${labelsKey(labels)}`;
      let slot = slots.get(key);
      if (slot === undefined) {
        slots.set(key, (slot = series.length));
        series.push({ stack, labels });
        counts.push(new Float64Array(length));
      }
      counts[slot]![index]! += count;
    }
  }
  const column = (read: (sample: UnplacedSample) => number) => makeSingle(Float64Array.from(samples, read));
  return {
    points: {
      timesMs: Float64Array.from(samples, ({ atMs }) => atMs),
      samples: new Float64Array(length).fill(1),
      lives: numbers,
      tookMs: column(({ tookMs }) => tookMs),
      goroutines: column(({ goroutines }) => goroutines),
      figures: mapFigures((name) => column(({ figures }) => figures?.values[name] ?? NaN)),
      slots: series.map((_, slot) => slot),
      counts: counts.map((values) => makeSingle(values)),
    },
    series,
    lives,
  };
}
