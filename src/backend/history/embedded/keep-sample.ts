// Writes one sample within a transaction: new names first, then a row of changes.
import type { Sample, UnplacedSample } from '../../../core/sample/model.ts';
import { labelsKey, targetKey } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { Stack } from '../../../core/stack/model.ts';
import type { Catalog, HeadChunk, StreamEntry, TargetEntry } from './catalog.ts';
import { makeStreamEntry, noteTime } from './catalog.ts';
import { makeSeriesKey, openHeadChunk } from './head-chunk.ts';
import { checkSeries, checkStream, seal } from './checksum.ts';
import type { Database } from './database.ts';
import { encodeRow } from '../columns/row.ts';
import { encodeStack } from './stack-text.ts';
import { insertRow } from './stored-rows.ts';
import { hourMs } from '../../../core/agreed-times.ts';
import { startToleranceMs } from '../../../core/sample/lives.ts';

/**
 * Minimum time between two updates of a stack's frames. Line numbers change with each build, and several builds may run
 * concurrently.
 */
const rewriteStackMs = hourMs;

/** Throws SQLite's errors and Damage. The catalog is then invalid and must be read again. */
export function keepSample(db: Database, catalog: Catalog, sample: Sample): StreamEntry {
  const target = findTarget(db, catalog, sample.target);
  return insertSample(db, catalog, target, sample, findLife(db, target, sample));
}

/** Writes a sample that is older than the first one of its target. Throws as `keepSample` does. */
export function keepEarlierSample(db: Database, catalog: Catalog, sample: UnplacedSample): StreamEntry {
  const target = findTarget(db, catalog, sample.target);
  return insertSample(db, catalog, target, sample, findEarlierLife(db, target, sample.atMs));
}

function insertSample(
  db: Database,
  catalog: Catalog,
  target: TargetEntry,
  sample: UnplacedSample,
  life: number,
): StreamEntry {
  const stream = findStream(db, catalog, target, sample.kind);
  const chunk = openHeadChunk(db, stream);
  const now = Array<number>(chunk.slots.length).fill(0);
  for (const { stack, labels, count } of sample.groups) {
    const position = findSeries(db, catalog, stream, chunk, stack, labelsKey(labels), sample.atMs);
    now[position] = (now[position] ?? 0) + count;
  }
  const head = {
    life,
    tookMs: Math.max(0, Math.round(sample.tookMs)),
    goroutines: sample.goroutines,
    figures: sample.figures?.values ?? null,
  };
  const seq = catalog.nextSeq++;
  if (catalog.oldestSeq === 0) catalog.oldestSeq = seq;
  const row = { seq, stream: stream.id, atMs: sample.atMs, before: stream.seqs.at(-1) ?? 0 };
  insertRow(db, row, encodeRow(head, chunk.slots, chunk.before, now));
  if (stream.seqs.length === 0) stream.openSinceMs = sample.atMs;
  stream.seqs.push(seq);
  noteTime(stream, sample.atMs);
  chunk.before = now;
  return stream;
}

export function findTarget(db: Database, catalog: Catalog, labels: Sample['target']): TargetEntry {
  const text = targetKey(labels);
  const known = catalog.targets.get(text);
  if (known) return known;
  db.run('INSERT INTO target (labels) VALUES (?)', text);
  const target: TargetEntry = { id: readLastId(db), labels, streams: new Map(), life: undefined };
  catalog.targets.set(text, target);
  return target;
}

function findStream(db: Database, catalog: Catalog, target: TargetEntry, kind: ProfileKind): StreamEntry {
  const known = target.streams.get(kind);
  if (known) return known;
  db.run(
    'INSERT INTO stream (target, kind, sealed_seq, next_slot, checksum) VALUES (?, ?, 0, 0, ?)',
    target.id,
    kind,
    checkStream(kind, labelsKey(target.labels)),
  );
  const stream = makeStreamEntry(readLastId(db), target);
  target.streams.set(kind, stream);
  catalog.streams.set(stream.id, stream);
  return stream;
}

/** The number of the sample's process life. */
function findLife(db: Database, target: TargetEntry, { life, restarted, atMs }: Sample): number {
  const { startMs, build } = life;
  const known = target.life;
  if (known === undefined || restarted) {
    db.run('INSERT INTO life (target, at_ms, start_ms, build) VALUES (?, ?, ?, ?)', target.id, atMs, startMs, build);
    target.life = { id: readLastId(db), fromMs: atMs, startMs, build };
    return target.life.id;
  }
  const learned = { ...known, startMs: known.startMs ?? startMs, build: known.build ?? build };
  if (learned.startMs !== known.startMs || learned.build !== known.build) {
    db.run('UPDATE life SET start_ms = ?, build = ? WHERE id = ?', learned.startMs, learned.build, known.id);
    target.life = learned;
  }
  return known.id;
}

/** The running process if it may have started by then; otherwise the life before it. */
function findEarlierLife(db: Database, target: TargetEntry, atMs: number): number {
  const { life } = target;
  if (life === undefined) {
    db.run('INSERT INTO life (target, at_ms, start_ms, build) VALUES (?, ?, NULL, NULL)', target.id, atMs);
    target.life = { id: readLastId(db), fromMs: atMs, startMs: null, build: null };
    return target.life.id;
  }
  if (life.startMs === null || atMs >= life.startMs - startToleranceMs) {
    if (atMs < life.fromMs) {
      db.run('UPDATE life SET at_ms = ? WHERE id = ?', atMs, life.id);
      target.life = { ...life, fromMs: atMs };
    }
    return life.id;
  }
  const earlier = db.find<{ id: number }>(
    'SELECT id FROM life WHERE target = ? AND id <> ? AND at_ms <= ? ORDER BY at_ms DESC LIMIT 1',
    target.id,
    life.id,
    atMs,
  );
  if (earlier) return earlier.id;
  db.run('INSERT INTO life (target, at_ms, start_ms, build) VALUES (?, ?, NULL, NULL)', target.id, atMs);
  return readLastId(db);
}

function findSeries(
  db: Database,
  catalog: Catalog,
  stream: StreamEntry,
  chunk: HeadChunk,
  stack: Stack,
  labels: string,
  atMs: number,
): number {
  const stackId = findStack(db, catalog, stack, atMs);
  const stateId = findState(db, catalog, stack.state);
  const key = makeSeriesKey(stackId, stateId, labels);
  const known = chunk.positions.get(key);
  if (known !== undefined) return known;
  const slot = stream.nextSlot++;
  db.run(
    'INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    stream.id,
    slot,
    stackId,
    stateId,
    labels,
    stack.system ? 1 : 0,
    atMs,
    checkSeries(stream.id, slot, stack.fingerprint, stack.state, labels, stack.system),
  );
  db.run('UPDATE stream SET next_slot = ? WHERE id = ?', stream.nextSlot, stream.id);
  const position = chunk.slots.length;
  chunk.positions.set(key, position);
  chunk.slots.push(slot);
  chunk.usedMs.push(atMs);
  chunk.before.push(0);
  return position;
}

function findStack(db: Database, catalog: Catalog, stack: Stack, atMs: number): number {
  const { fingerprint, location } = stack;
  const known = catalog.stacks.get(fingerprint);
  const isFresh =
    known && (known.location === location || Math.abs(atMs - known.writtenMs) < rewriteStackMs || location === '');
  if (isFresh) return known.id;
  const body = seal(encodeStack(stack), `stack ${fingerprint} ${location}`);
  if (known) {
    db.run('UPDATE stack SET location = ?, written_ms = ?, body = ? WHERE id = ?', location, atMs, body, known.id);
    catalog.rewrites++;
  } else {
    db.run(
      'INSERT INTO stack (fingerprint, location, written_ms, body) VALUES (?, ?, ?, ?)',
      fingerprint,
      location,
      atMs,
      body,
    );
  }
  const id = known?.id ?? readLastId(db);
  catalog.stacks.set(fingerprint, { id, location, writtenMs: atMs });
  return id;
}

function findState(db: Database, catalog: Catalog, name: string): number {
  const known = catalog.states.get(name);
  if (known !== undefined) return known;
  db.run('INSERT INTO state (name) VALUES (?)', name);
  const id = readLastId(db);
  catalog.states.set(name, id);
  return id;
}

function readLastId(db: Database): number {
  return db.find<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
}
