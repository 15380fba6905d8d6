// The in-memory catalog of a history file: targets, streams, stacks, states, and the rows that are not in a block yet.
// It is read at the start, updated with each write, and read again after a failed transaction.
import type { ProcessLife } from '../../../core/sample/model.ts';
import { readLabels } from './label-text.ts';
import { type Labels, labelsKey } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { checkStream } from './checksum.ts';
import type { Database } from './database.ts';

export interface TargetEntry {
  readonly id: number;
  readonly labels: Labels;
  readonly streams: Map<ProfileKind, StreamEntry>;
  /** Undefined if there is no sample yet. */
  life: (ProcessLife & { readonly id: number }) | undefined;
}

export interface StreamEntry {
  readonly id: number;
  readonly target: TargetEntry;
  /** Range of all stored samples; Infinity and -Infinity if there are none. */
  firstMs: number;
  lastMs: number;
  sealedSeq: number;
  nextSlot: number;
  /** Rows that are not in a block yet, and the time of the first. */
  seqs: number[];
  openSinceMs: number;
  /** Undefined until it is needed. */
  chunk: HeadChunk | undefined;
}

/** The series of a stream with their counts in its newest row. The lists are parallel, ascending by slot. */
export interface HeadChunk {
  readonly positions: Map<number | string, number>;
  readonly slots: number[];
  readonly usedMs: number[];
  before: number[];
}

interface StackEntry {
  readonly id: number;
  readonly location: string;
  readonly writtenMs: number;
}

export interface Catalog {
  /** Keyed by the text of their labels. */
  readonly targets: Map<string, TargetEntry>;
  readonly streams: Map<number, StreamEntry>;
  readonly stacks: Map<string, StackEntry>;
  readonly states: Map<string, number>;
  nextSeq: number;
  /** The oldest row in `recent`, sealed or not; 0 if it is empty. */
  oldestSeq: number;
  /** Number of times that a stack was rewritten. Caches of stacks compare it. */
  rewrites: number;
  /** Number of streams whose target is unknown, because their bytes are damaged. */
  damaged: number;
}

export function makeStreamEntry(id: number, target: TargetEntry): StreamEntry {
  return {
    id,
    target,
    firstMs: Infinity,
    lastMs: -Infinity,
    sealedSeq: 0,
    nextSlot: 0,
    seqs: [],
    openSinceMs: 0,
    chunk: undefined,
  };
}

export function noteTime(stream: StreamEntry, fromMs: number, toMs = fromMs): void {
  if (fromMs < stream.firstMs) stream.firstMs = fromMs;
  if (toMs > stream.lastMs) stream.lastMs = toMs;
}

export function readCatalog(db: Database): Catalog {
  const catalog: Catalog = {
    targets: new Map(),
    streams: new Map(),
    stacks: new Map(),
    states: new Map(),
    nextSeq: 1,
    oldestSeq: 0,
    rewrites: 0,
    damaged: 0,
  };
  const byId = new Map<number, TargetEntry>();
  for (const { id, labels } of db.list<{ id: number; labels: string }>('SELECT id, labels FROM target')) {
    const target: TargetEntry = { id, labels: readLabels(labels), streams: new Map(), life: undefined };
    byId.set(id, target);
    catalog.targets.set(labels, target);
  }
  readStreams(db, catalog, byId);
  readLives(db, byId);
  for (const { fingerprint, ...entry } of db.list<StackEntry & { fingerprint: string }>(
    'SELECT fingerprint, id, location, written_ms AS writtenMs FROM stack',
  )) {
    catalog.stacks.set(fingerprint, entry);
  }
  for (const { id, name } of db.list<{ id: number; name: string }>('SELECT id, name FROM state')) {
    catalog.states.set(name, id);
  }
  return catalog;
}

interface StreamRow {
  readonly id: number;
  readonly target: number;
  readonly kind: ProfileKind;
  readonly sealedSeq: number;
  readonly nextSlot: number;
  readonly checksum: number;
}

function readStreams(db: Database, catalog: Catalog, targets: ReadonlyMap<number, TargetEntry>): void {
  const streams = db.list<StreamRow>(
    'SELECT id, target, kind, sealed_seq AS sealedSeq, next_slot AS nextSlot, checksum FROM stream',
  );
  for (const { id, target, kind, sealedSeq, nextSlot, checksum } of streams) {
    const owner = targets.get(target);
    if (owner === undefined || checkStream(kind, labelsKey(owner.labels)) !== checksum) {
      catalog.damaged++;
      continue;
    }
    const stream = { ...makeStreamEntry(id, owner), sealedSeq, nextSlot };
    owner.streams.set(kind, stream);
    catalog.streams.set(id, stream);
    catalog.nextSeq = Math.max(catalog.nextSeq, sealedSeq + 1);
  }
  for (const { stream, fromMs, toMs } of db.list<{ stream: number; fromMs: number; toMs: number }>(
    'SELECT stream, min(from_ms) AS fromMs, max(to_ms) AS toMs FROM block GROUP BY stream',
  )) {
    const entry = catalog.streams.get(stream);
    if (entry) noteTime(entry, fromMs, toMs);
  }
  const rows = db.list<{ seq: number; stream: number; atMs: number }>(
    'SELECT seq, stream, at_ms AS atMs FROM recent ORDER BY seq',
  );
  catalog.oldestSeq = rows[0]?.seq ?? 0;
  for (const { seq, stream, atMs } of rows) {
    const entry = catalog.streams.get(stream);
    catalog.nextSeq = Math.max(catalog.nextSeq, seq + 1);
    if (entry === undefined || seq <= entry.sealedSeq) continue;
    if (entry.seqs.length === 0) entry.openSinceMs = atMs;
    entry.seqs.push(seq);
    noteTime(entry, atMs);
  }
}

function readLives(db: Database, targets: ReadonlyMap<number, TargetEntry>): void {
  const newest = db.list<ProcessLife & { id: number; target: number }>(
    'SELECT id, target, max(at_ms) AS fromMs, start_ms AS startMs, build FROM life GROUP BY target',
  );
  for (const { target, ...life } of newest) {
    const entry = targets.get(target);
    if (entry) entry.life = life;
  }
}
