// Resolutions as they are judged and written. Only those of the newest hundred tracks are open at once; all others rest
// packed, in a tenth of the room.
import { DownsampledSeries } from './downsampled-series.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Blocks, the span they cover at least, and how narrow a block may be. */
const depths = {
  hour: { blocks: 128, keepMs: 75 * minuteMs, firstWidthMs: 1_000 },
  day: { blocks: 128, keepMs: 26 * hourMs, firstWidthMs: 30_000 },
  week: { blocks: 256, keepMs: 7.25 * 24 * hourMs, firstWidthMs: 2 * minuteMs },
} as const;

export interface Resolutions {
  readonly hour: DownsampledSeries;
  readonly day: DownsampledSeries;
  readonly week: DownsampledSeries;
}

/** Whose resolutions are open. */
export interface Owner {
  /** Its resolutions are about to be another's. */
  pack(resolutions: Resolutions): void;
}

export interface OpenResolutions {
  owner: Owner | undefined;
  readonly resolutions: Resolutions;
}

/** 20 KB each. */
const maxOpen = 128;
const open: OpenResolutions[] = [];
let oldest = 0;

/** Empty resolutions. Who had them for longest packs his. */
export function openResolutions(owner: Owner): OpenResolutions {
  if (open.length < maxOpen) {
    const made: OpenResolutions = {
      owner,
      resolutions: { hour: board('hour'), day: board('day'), week: board('week') },
    };
    open.push(made);
    return made;
  }
  const one = open[oldest]!;
  oldest = (oldest + 1) % maxOpen;
  one.owner?.pack(one.resolutions);
  one.owner = owner;
  one.resolutions.hour.clear();
  one.resolutions.day.clear();
  one.resolutions.week.clear();
  return one;
}

function board(depth: keyof typeof depths): DownsampledSeries {
  const { blocks, keepMs, firstWidthMs } = depths[depth];
  return new DownsampledSeries(blocks, keepMs, firstWidthMs);
}
