// One sample into the file, within a transaction: names that are new, then a row of what changed.
import { labelsKey, targetKey } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { Stack } from '../../../core/stack/model.ts';
import type { Sample } from '../port.ts';
import type { Book, Chain, StreamEntry, TargetEntry } from './book.ts';
import { makeStreamEntry, noteTime } from './book.ts';
import { makeSeriesKey, openChain } from './chain.ts';
import { checkSeries, checkStream, seal } from './checksum.ts';
import type { Database } from './database.ts';
import { encodeRow } from './row.ts';
import { encodeStack } from './stack-text.ts';
import { insertRow } from './stored-rows.ts';

/** Line numbers move with every build; frames are written anew at most this often, however many builds run side by side. */
const rewriteStackMs = 3_600_000;

/** Throws what SQLite throws and Damage; the book is then out of step and has to be read again. */
export function keepSample(db: Database, book: Book, sample: Sample): StreamEntry {
  const target = findTarget(db, book, sample.target);
  const stream = findStream(db, book, target, sample.kind);
  const chain = openChain(db, stream);
  const life = findLife(db, target, sample);
  const now = Array<number>(chain.slots.length).fill(0);
  for (const { stack, labels, count } of sample.groups) {
    const position = findSeries(db, book, stream, chain, stack, labelsKey(labels), sample.atMs);
    now[position] = (now[position] ?? 0) + count;
  }
  const head = {
    life,
    tookMs: Math.max(0, Math.round(sample.tookMs)),
    goroutines: sample.goroutines,
    figures: sample.figures?.values ?? null,
  };
  const seq = book.nextSeq++;
  if (book.oldestSeq === 0) book.oldestSeq = seq;
  const row = { seq, stream: stream.id, atMs: sample.atMs, before: stream.seqs.at(-1) ?? 0 };
  insertRow(db, row, encodeRow(head, chain.slots, chain.before, now));
  if (stream.seqs.length === 0) stream.openSinceMs = sample.atMs;
  stream.seqs.push(seq);
  noteTime(stream, sample.atMs);
  chain.before = now;
  return stream;
}

export function findTarget(db: Database, book: Book, labels: Sample['target']): TargetEntry {
  const text = targetKey(labels);
  const known = book.targets.get(text);
  if (known) return known;
  db.run('INSERT INTO target (labels) VALUES (?)', text);
  const target: TargetEntry = { id: readLastId(db), labels, streams: new Map(), life: undefined };
  book.targets.set(text, target);
  return target;
}

function findStream(db: Database, book: Book, target: TargetEntry, kind: ProfileKind): StreamEntry {
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
  book.streams.set(stream.id, stream);
  return stream;
}

/** The number of the life that the sample belongs to. */
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

function findSeries(
  db: Database,
  book: Book,
  stream: StreamEntry,
  chain: Chain,
  stack: Stack,
  labels: string,
  atMs: number,
): number {
  const stackId = findStack(db, book, stack, atMs);
  const stateId = findState(db, book, stack.state);
  const key = makeSeriesKey(stackId, stateId, labels);
  const known = chain.positions.get(key);
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
  const position = chain.slots.length;
  chain.positions.set(key, position);
  chain.slots.push(slot);
  chain.usedMs.push(atMs);
  chain.before.push(0);
  return position;
}

function findStack(db: Database, book: Book, stack: Stack, atMs: number): number {
  const { fingerprint, location } = stack;
  const known = book.stacks.get(fingerprint);
  const isFresh =
    known && (known.location === location || Math.abs(atMs - known.writtenMs) < rewriteStackMs || location === '');
  if (isFresh) return known.id;
  const body = seal(encodeStack(stack), `stack ${fingerprint} ${location}`);
  if (known) {
    db.run('UPDATE stack SET location = ?, written_ms = ?, body = ? WHERE id = ?', location, atMs, body, known.id);
    book.rewrites++;
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
  book.stacks.set(fingerprint, { id, location, writtenMs: atMs });
  return id;
}

function findState(db: Database, book: Book, name: string): number {
  const known = book.states.get(name);
  if (known !== undefined) return known;
  db.run('INSERT INTO state (name) VALUES (?)', name);
  const id = readLastId(db);
  book.states.set(name, id);
  return id;
}

function readLastId(db: Database): number {
  return db.find<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
}
