// Reads the history of one target from its blocks and its head chunk.
import type { ProcessLife } from '../../../core/sample/model.ts';
import { checkValues, TooManyValues, type RangeQuestion, type TargetHistory } from '../port.ts';
import type { StreamEntry } from './catalog.ts';
import { findReach, makeAxis, type Axis } from '../columns/axis.ts';
import { Damage } from '../columns/byte-reader.ts';
import type { Database } from './database.ts';
import { hideUnknown } from '../columns/hide-unknown.ts';
import { layOut, sumGain, type Parts } from '../columns/lay-out.ts';
import { makeSingle, mapFigures, type Points } from '../columns/points.ts';
import { isOther } from '../../../core/stack/other-stack.ts';
import type { OpenSession } from './session.ts';
import { blockHead, readBlock, type BlockHead } from './stored-rows.ts';

/** The readable pieces and the number of unreadable ones. */
export interface Pieces {
  readonly points: readonly Points[];
  /** Number of pieces with damaged bytes. */
  readonly damaged: number;
}

export function readPieces(
  { db, chunks }: OpenSession,
  stream: StreamEntry,
  fromMs: number,
  toMs: number,
  maxValues = Infinity,
): Pieces {
  const points: Points[] = [];
  let damaged = 0;
  const attempt = (read: () => Points) => {
    try {
      points.push(read());
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      damaged++;
    }
  };
  const heads = db.list<BlockHead>(
    `SELECT ${blockHead} FROM block WHERE stream = ? AND to_ms >= ? AND from_ms <= ? ORDER BY first_seq`,
    stream.id,
    Math.floor(fromMs),
    Math.ceil(toMs),
  );
  const stored = heads.reduce((sum, head) => sum + head.points, 0);
  if (stored * stream.nextSlot > maxValues * storedPerValue) throw new TooManyValues(stream.nextSlot, true);
  for (const head of heads) attempt(() => readBlock(db, head));
  if (stream.seqs.length > 0 && stream.lastMs >= fromMs) {
    attempt(() => chunks.read(db, stream));
  }
  return { points, damaged };
}

/**
 * Maximum number of stored values to read for one value of an answer. At any one time, most series of a day do not
 * exist.
 */
const storedPerValue = 8;

/** Undefined if no sample lies in the range. Throws `TooManyValues`. */
export function readTarget(
  open: OpenSession,
  stream: StreamEntry,
  { resolution, fingerprints, maxValues }: RangeQuestion,
): { readonly history: TargetHistory | undefined; readonly damaged: number } {
  const { fromMs, toMs } = findReach(resolution);
  const { db, catalog, seriesCache } = open;
  const { points, damaged } = readPieces(open, stream, fromMs, toMs, maxValues);
  const axis = makeAxis(points, resolution);
  if (axis.lives.length === 0 && !axis.held.some(([index]) => index >= axis.lead))
    return { history: undefined, damaged };
  const every = (parts: Parts, absent: number) => layOut(axis, parts, absent);
  const { series, damaged: damagedSeries } = seriesCache.readSeries(catalog, stream);
  const isWanted = (slot: number): boolean => {
    const known = series[slot];
    return known !== undefined && fingerprints?.has(known.stack.fingerprint) !== false;
  };
  const rest = series.findIndex((one) => one !== undefined && isOther(one.stack));
  const partsBySlot = hideInParts(collectParts(points, isWanted), rest, points);
  checkValues(partsBySlot.size, axis.timesMs.length, maxValues);
  const history: TargetHistory = {
    target: { labels: stream.target.labels, firstMs: stream.firstMs, lastMs: stream.lastMs },
    timesMs: axis.timesMs.subarray(axis.lead),
    samples: axis.samples.subarray(axis.lead),
    goroutines: every(
      points.map((piece) => piece.goroutines),
      NaN,
    ),
    tookMs: every(
      points.map((piece) => piece.tookMs),
      NaN,
    ),
    figures: mapFigures((name) => {
      const parts = points.map((piece) => piece.figures[name]);
      return parts.some((part) => part.last.some((value) => !Number.isNaN(value))) ? every(parts, NaN) : null;
    }),
    lives: readLives(db, axis),
    livedMs: axis.lives.reduce((sum, { firstMs, lastMs }) => sum + lastMs - firstMs, 0),
    series: [...partsBySlot].flatMap(([slot, parts]) => {
      const known = series[slot];
      const counts = every(parts, 0);
      const isThere = known !== undefined && counts.most.some((count) => count > 0);
      return isThere ? [{ ...known, counts, ...sumGain(axis, parts) }] : [];
    }),
  };
  return { history, damaged: damaged + damagedSeries };
}

/** The columns of each wanted series, one per piece. */
function collectParts(points: readonly Points[], isWanted: (slot: number) => boolean): ReadonlyMap<number, Parts> {
  const parts = new Map<number, Points['counts'][number][]>();
  for (const [number, { slots, counts }] of points.entries()) {
    for (const [index, slot] of slots.entries()) {
      if (!isWanted(slot)) continue;
      let own = parts.get(slot);
      if (own === undefined) parts.set(slot, (own = []));
      const column = counts[index];
      if (column) own[number] = column;
    }
  }
  return parts;
}

/** `rest`: the slot of the series that sums the smallest groups, or -1 if there is none. */
function hideInParts(
  partsBySlot: ReadonlyMap<number, Parts>,
  rest: number,
  points: readonly Points[],
): ReadonlyMap<number, Parts> {
  if (rest < 0) return partsBySlot;
  const others = points.map(({ slots, counts }) => counts[slots.indexOf(rest)]);
  if (others.every((other) => other === undefined)) return partsBySlot;
  const hidden = [...partsBySlot].map(([slot, parts]) => {
    if (slot === rest) return [slot, parts] as const;
    const columns = points.map(({ timesMs }, piece) => {
      const other = others[piece];
      const column = parts[piece];
      return other === undefined ? column : hideUnknown(column ?? makeSingle(new Float64Array(timesMs.length)), other);
    });
    return [slot, columns] as const;
  });
  return new Map(hidden);
}

function readLives(db: Database, axis: Axis): readonly ProcessLife[] {
  return axis.lives.map(({ life, firstMs }) => findLife(db, life) ?? { fromMs: firstMs, startMs: null, build: null });
}

export function findLife(db: Database, id: number): ProcessLife | undefined {
  return db.find<ProcessLife>('SELECT at_ms AS fromMs, start_ms AS startMs, build FROM life WHERE id = ?', id);
}
