// A pool of unpacked resolutions. Only those of the newest hundred tracks are open; others are packed in a tenth of the
// space.
import { BitWriter, NumberBits } from './bits.ts';
import { keptTimes } from './kept-times.ts';
import { DownsampledSeries } from './downsampled-series.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../agreed-times.ts';

/** Number of blocks, minimum span, and minimum width of a block. */
const depths = {
  hour: { blocks: 128, keepMs: 75 * minuteMs, firstWidthMs: 1_000 },
  day: { blocks: 128, keepMs: 26 * hourMs, firstWidthMs: 30 * secondMs },
  week: { blocks: 256, keepMs: 7.25 * dayMs, firstWidthMs: 2 * minuteMs },
} as const;

export interface Resolutions {
  readonly hour: DownsampledSeries;
  readonly day: DownsampledSeries;
  readonly week: DownsampledSeries;
}

/** The track that uses the open resolutions. */
export interface Owner {
  /** Called before the resolutions go to another track. */
  pack(open: OpenResolutions): void;
}

export interface OpenResolutions {
  owner: Owner | undefined;
  readonly resolutions: Resolutions;
  /** Packs them. All tracks of a pool share it. */
  readonly writer: BitWriter;
}

/** 20 KB each. */
const maxOpen = 128;

/** Owned by the keeper of the tracks. All its tracks share it, so that its size does not grow with their number. */
export class ResolutionPool {
  readonly #open: OpenResolutions[] = [];
  #oldest = 0;
  /** Work space for the times and values of a run. Nothing is kept in it. */
  readonly runTimesMs = new Float64Array(keptTimes);
  readonly runValues = new Float64Array(keptTimes);
  readonly numbers = new NumberBits();
  readonly #writer = new BitWriter(this.numbers);

  /** Returns empty resolutions. The track that has held its own for longest packs them. */
  open(owner: Owner): OpenResolutions {
    if (this.#open.length < maxOpen) {
      const made: OpenResolutions = {
        owner,
        resolutions: { hour: board('hour'), day: board('day'), week: board('week') },
        writer: this.#writer,
      };
      this.#open.push(made);
      return made;
    }
    const one = this.#open[this.#oldest]!;
    this.#oldest = (this.#oldest + 1) % maxOpen;
    one.owner?.pack(one);
    one.owner = owner;
    one.resolutions.hour.clear();
    one.resolutions.day.clear();
    one.resolutions.week.clear();
    return one;
  }
}

function board(depth: keyof typeof depths): DownsampledSeries {
  const { blocks, keepMs, firstWidthMs } = depths[depth];
  return new DownsampledSeries(blocks, keepMs, firstWidthMs);
}
