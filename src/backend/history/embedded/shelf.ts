// Stacks as answers want them, from the numbers that series have. Each is unpacked once, and kept while others need it.
import type { Labels } from '../../../core/labels.ts';
import type { Fingerprint, Stack } from '../../../core/stack/model.ts';
import { Damage } from './byte-reader.ts';
import { checkSeries, unseal } from './checksum.ts';
import type { Database } from './database.ts';
import { readLabels } from './label-text.ts';
import { decodeStack, type StoredStack } from './stack-text.ts';

export interface Series {
  readonly stack: Stack;
  readonly labels: Labels;
}

export interface Shelf {
  /** The series of a stream by slot; `wanted` says which stacks. */
  readSeries(stream: number, wanted?: (fingerprint: string) => boolean): SeriesList;
}

export interface SeriesList {
  readonly bySlot: ReadonlyMap<number, Series>;
  /** Those whose bytes are not what was written: they are left out. */
  readonly damaged: number;
}

/** Some megabytes; the stacks of a few hundred services. */
const mostStacks = 20_000;

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

export function createShelf(db: Database): Shelf {
  const stacks = new Map<number, { readonly writtenMs: number; readonly stack: StoredStack }>();
  /** Equal stacks in equal states are one object in all answers. */
  const inState = new WeakMap<StoredStack, Map<string, Stack>>();

  function findStack({ stackId, fingerprint, location, writtenMs }: SeriesRow): StoredStack {
    const known = stacks.get(stackId);
    if (known?.writtenMs === writtenMs) return known.stack;
    const row = db.find<{ body: unknown }>('SELECT body FROM stack WHERE id = ?', stackId);
    const body = unseal(row?.body, `stack ${fingerprint} ${location}`);
    const stack = decodeStack(body, fingerprint, location);
    if (stacks.size >= mostStacks) stacks.clear();
    stacks.set(stackId, { writtenMs, stack });
    return stack;
  }

  function findInState(row: SeriesRow): Stack {
    const stored = findStack(row);
    let states = inState.get(stored);
    if (states === undefined) inState.set(stored, (states = new Map()));
    const known = states.get(row.state);
    if (known) return known;
    const stack: Stack = { ...stored, state: row.state, system: row.system === 1, profiler: false };
    states.set(row.state, stack);
    return stack;
  }

  function readSeries(stream: number, wanted?: (fingerprint: string) => boolean): SeriesList {
    const rows = db.list<SeriesRow>(
      `SELECT slot, stack AS stackId, fingerprint, location, written_ms AS writtenMs, name AS state, labels, system, checksum
       FROM series JOIN stack ON stack.id = series.stack JOIN state ON state.id = series.state WHERE stream = ?`,
      stream,
    );
    const bySlot = new Map<number, Series>();
    let damaged = 0;
    for (const row of rows) {
      if (wanted && !wanted(row.fingerprint)) continue;
      const series = findSeries(stream, row);
      if (series) bySlot.set(row.slot, series);
      else damaged++;
    }
    return { bySlot, damaged };
  }

  function findSeries(stream: number, row: SeriesRow): Series | undefined {
    const { slot, fingerprint, state, labels, system, checksum } = row;
    if (checkSeries(stream, slot, fingerprint, state, labels, system === 1) !== checksum) return undefined;
    try {
      return { stack: findInState(row), labels: readLabels(labels) };
    } catch (error) {
      if (error instanceof Damage) return undefined;
      throw error;
    }
  }

  return { readSeries };
}
