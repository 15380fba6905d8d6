// How fast something grows: the median of the slopes between all pairs of lows. Half of the lows may be wrong before it
// is.
import { fields, lowAt, samplesAt, type BlockTrain } from './block-train.ts';
import type { Track } from './track.ts';

const maxLows = 32;

/** Lows of a train from `fromMs` on, at most `maxLows`, the low of neighbours standing for both. */
function listLows(train: BlockTrain, fromMs: number): { readonly times: number[]; readonly lows: number[] } {
  const first = Math.max(0, Math.ceil((fromMs - train.originMs) / train.widthMs - 0.5));
  const stride = Math.max(1, Math.ceil((train.length - first) / maxLows));
  const times: number[] = [];
  const lows: number[] = [];
  for (let start = first; start < train.length; start += stride) {
    let low = Infinity;
    const end = Math.min(start + stride, train.length);
    for (let index = start; index < end; index++) {
      if (train.data[index * fields + samplesAt]! > 0 && train.data[index * fields + lowAt]! < low)
        low = train.data[index * fields + lowAt]!;
    }
    if (low === Infinity) continue;
    lows.push(low);
    times.push(train.originMs + ((start + end) / 2) * train.widthMs);
  }
  return { times, lows };
}

export interface Slope {
  readonly perMinute: number;
  /** Between these lies the middle half of all slopes. */
  readonly lowerPerMinute: number;
  readonly upperPerMinute: number;
}

/** Valley to valley. Undefined with fewer than two lows. */
export function measureSlope(train: BlockTrain, fromMs: number): Slope | undefined {
  const { times, lows } = listLows(train, fromMs);
  if (lows.length < 2) return undefined;
  const slopes = new Float64Array((lows.length * (lows.length - 1)) / 2);
  let index = 0;
  for (let i = 0; i < lows.length; i++) {
    for (let j = i + 1; j < lows.length; j++) slopes[index++] = (lows[j]! - lows[i]!) / (times[j]! - times[i]!);
  }
  slopes.sort();
  const at = (share: number) => slopes[Math.min(slopes.length - 1, Math.floor(slopes.length * share))]! * 60_000;
  return { perMinute: at(0.5), lowerPerMinute: at(0.25), upperPerMinute: at(0.75) };
}

/** Valley to valley over the last hour; 0 where it doesn't grow. */
export function measureRecentGrowth(track: Track): number {
  const { trains } = track;
  const slope = trains && measureSlope(trains.hour, track.lastMs - 3_600_000);
  return Math.max(0, slope?.perMinute ?? 0);
}
