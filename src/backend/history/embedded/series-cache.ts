// Caches the stacks and labels of series. Each stack is decoded once, and only new series of a stream are read, because
// a dashboard sends several queries at once.
import { LRUCache } from 'lru-cache';
import { readLabels } from './label-text.ts';
import type { Labels } from '../../../core/labels.ts';
import { perObject } from '../../../core/per-object.ts';
import type { Fingerprint, Stack } from '../../../core/stack/model.ts';
import { isOther, otherStack } from '../../../core/stack/other-stack.ts';
import type { Catalog, StreamEntry } from './catalog.ts';
import { Damage } from '../columns/byte-reader.ts';
import { checkSeries, unseal } from './checksum.ts';
import type { Database } from './database.ts';
import { decodeStack, type StoredStack } from './stack-text.ts';

export interface Series {
  readonly stack: Stack;
  readonly labels: Labels;
}

export interface SeriesCache {
  readSeries(catalog: Catalog, stream: StreamEntry): SeriesList;
}

interface SeriesList {
  /** Indexed by slot. */
  readonly series: readonly (Series | undefined)[];
  /** Number of series with damaged bytes, which are left out. */
  readonly damaged: number;
}

/** The series of a stream that were read so far. Rewritten stacks invalidate them. */
interface ReadSeries {
  readonly series: (Series | undefined)[];
  damaged: number;
  upTo: number;
  readonly rewrites: number;
}

/** Takes a few megabytes, enough for the stacks of hundreds of services. */
const maxStacks = 20_000;

interface SeriesRow {
  readonly slot: number;
  readonly stackId: number;
  readonly fingerprint: Fingerprint;
  readonly location: string;
  readonly writtenMs: number;
  readonly state: string;
  readonly labels: string;
  readonly system: number;
  readonly checksum: number;
}

export function createSeriesCache(db: Database): SeriesCache {
  const stacks = new LRUCache<number, { readonly writtenMs: number; readonly stack: StoredStack }>({ max: maxStacks });
  /** Equal stacks in equal states are the same object in all answers. */
  const inState = new WeakMap<StoredStack, Map<string, Stack>>();

  /** The bodies of the stacks of these series, unless all stacks are known. */
  function readBodies(stream: StreamEntry, upTo: number, rows: readonly SeriesRow[]): ReadonlyMap<number, unknown> {
    if (rows.every(({ stackId, writtenMs }) => stacks.peek(stackId)?.writtenMs === writtenMs)) return new Map();
    const bodies = db.list<{ id: number; body: unknown }>(
      'SELECT id, body FROM stack WHERE id IN (SELECT stack FROM series WHERE stream = ? AND slot >= ?)',
      stream.id,
      upTo,
    );
    return new Map(bodies.map(({ id, body }) => [id, body]));
  }

  function findStack(row: SeriesRow, bodies: ReadonlyMap<number, unknown>): StoredStack {
    const { stackId, fingerprint, location, writtenMs } = row;
    const known = stacks.get(stackId);
    if (known?.writtenMs === writtenMs) return known.stack;
    const body = unseal(bodies.get(stackId), `stack ${fingerprint} ${location}`);
    const stack = decodeStack(body, fingerprint, location);
    stacks.set(stackId, { writtenMs, stack });
    return stack;
  }

  function findInState(row: SeriesRow, bodies: ReadonlyMap<number, unknown>): Stack {
    const stored = findStack(row, bodies);
    let states = inState.get(stored);
    if (states === undefined) inState.set(stored, (states = new Map()));
    const known = states.get(row.state);
    if (known) return known;
    const stack: Stack = isOther(stored)
      ? otherStack
      : { ...stored, state: row.state, system: row.system === 1, profiler: false };
    states.set(row.state, stack);
    return stack;
  }

  /** Keyed by catalog entry: a catalog that was read again, because the file changed, has new entries. */
  const byStream = new WeakMap<StreamEntry, ReadSeries>();
  /** Most series have no labels, so one object per stack serves all targets. */
  const plain = perObject((stack: Stack): Series => ({ stack, labels: {} }));

  function readSeries({ rewrites }: Catalog, stream: StreamEntry): SeriesList {
    let known = byStream.get(stream);
    if (known?.rewrites !== rewrites) byStream.set(stream, (known = { series: [], damaged: 0, upTo: 0, rewrites }));
    if (known.upTo >= stream.nextSlot) return known;
    const rows = db.list<SeriesRow>(
      `SELECT slot, stack AS stackId, fingerprint, location, written_ms AS writtenMs, name AS state, labels, system, checksum
       FROM series JOIN stack ON stack.id = series.stack JOIN state ON state.id = series.state
       WHERE stream = ? AND slot >= ?`,
      stream.id,
      known.upTo,
    );
    const bodies = readBodies(stream, known.upTo, rows);
    for (const row of rows) {
      const series = findSeries(stream.id, row, bodies);
      if (series) known.series[row.slot] = series;
      else known.damaged++;
    }
    known.upTo = stream.nextSlot;
    return known;
  }

  function findSeries(stream: number, row: SeriesRow, bodies: ReadonlyMap<number, unknown>): Series | undefined {
    const { slot, fingerprint, state, labels, system, checksum } = row;
    if (checkSeries(stream, slot, fingerprint, state, labels, system === 1) !== checksum) return undefined;
    try {
      const stack = findInState(row, bodies);
      return labels === '' ? plain(stack) : { stack, labels: readLabels(labels) };
    } catch (error) {
      if (error instanceof Damage) return undefined;
      throw error;
    }
  }

  return { readSeries };
}
