// Trains as they are judged and written. Only those of the newest hundred tracks are open at once; all others rest
// packed, in a tenth of the room.
import { BlockTrain } from './block-train.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Blocks, the span they cover at least, and how narrow a block may be. */
const depths = {
  hour: { blocks: 128, keepMs: 75 * minuteMs, firstWidthMs: 1_000 },
  day: { blocks: 128, keepMs: 26 * hourMs, firstWidthMs: 30_000 },
  week: { blocks: 256, keepMs: 7.25 * 24 * hourMs, firstWidthMs: 2 * minuteMs },
} as const;

export interface Trains {
  readonly hour: BlockTrain;
  readonly day: BlockTrain;
  readonly week: BlockTrain;
}

/** Whose trains are open. */
export interface Owner {
  /** Its trains are about to be another's. */
  pack(trains: Trains): void;
}

export interface OpenTrains {
  owner: Owner | undefined;
  readonly trains: Trains;
}

/** 20 KB each. */
const maxOpen = 128;
const open: OpenTrains[] = [];
let oldest = 0;

/** Empty trains. Who had them for longest packs his. */
export function openTrains(owner: Owner): OpenTrains {
  if (open.length < maxOpen) {
    const made: OpenTrains = { owner, trains: { hour: board('hour'), day: board('day'), week: board('week') } };
    open.push(made);
    return made;
  }
  const one = open[oldest]!;
  oldest = (oldest + 1) % maxOpen;
  one.owner?.pack(one.trains);
  one.owner = owner;
  one.trains.hour.clear();
  one.trains.day.clear();
  one.trains.week.clear();
  return one;
}

function board(depth: keyof typeof depths): BlockTrain {
  const { blocks, keepMs, firstWidthMs } = depths[depth];
  return new BlockTrain(blocks, keepMs, firstWidthMs);
}
