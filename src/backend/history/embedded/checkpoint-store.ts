// Stores the checkpoints of verdicts in the history file, beside the samples that they summarise, and the judgements
// that are newer than a checkpoint.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { targetKey, type Labels } from '../../../core/labels.ts';
import type { Stack } from '../../../core/stack/model.ts';
import type { Checkpoint, CheckpointStore } from '../checkpoints.ts';
import { Damage } from '../columns/byte-reader.ts';
import type { TargetEntry } from './catalog.ts';
import { seal, unseal } from './checksum.ts';
import type { Database } from './database.ts';
import { findTarget } from './keep-sample.ts';
import type { OpenSession, Session } from './session.ts';
import type { WriteQueue } from './write-queue.ts';

/** Far more than the checkpoint of a process with twenty thousand changing stacks takes. */
const maxTextBytes = 256 * 1024 * 1024;

export function createCheckpointStore(
  session: Session,
  queue: WriteQueue,
  { version }: { readonly version: string },
): CheckpointStore {
  return {
    keep: (target, text) => {
      const place = formatPlace('checkpoint', target, version);
      // Texts hold packed bits, sixteen a character.
      const body = seal(deflateRawSync(Buffer.from(text, 'utf16le'), { level: 1 }), place);
      return queue.add([
        ({ db, catalog }) => {
          const { id } = findTarget(db, catalog, target);
          db.run('INSERT OR REPLACE INTO checkpoint (target, version, body) VALUES (?, ?, ?)', id, version, body);
        },
      ]);
    },
    keepJudgements: (judged) =>
      queue.add(
        judged.map(({ target, text }) => {
          const body = seal(deflateRawSync(text, { level: 1 }), formatPlace('judgement', target, version));
          return ({ db, catalog }) => {
            const { id } = findTarget(db, catalog, target);
            db.run('INSERT OR REPLACE INTO judgement (target, version, body) VALUES (?, ?, ?)', id, version, body);
          };
        }),
      ),
    read: async (target) => {
      const read = await session.attempt((open) => readOne(open, target, version));
      return read.ok ? read.value : undefined;
    },
    forget: (target) =>
      queue.add([
        ({ db, catalog }) => {
          const known = catalog.targets.get(targetKey(target));
          if (known === undefined) return;
          db.run('DELETE FROM checkpoint WHERE target = ?', known.id);
          db.run('DELETE FROM judgement WHERE target = ?', known.id);
        },
      ]),
  };
}

function readOne(open: OpenSession, target: Labels, version: string): Checkpoint | undefined {
  const { db, catalog } = open;
  const entry = catalog.targets.get(targetKey(target));
  if (entry === undefined || !hasTables(db)) return undefined;
  const read = (table: Table): Buffer | undefined => {
    const row = db.find<{ body: unknown }>(
      `SELECT body FROM ${table} WHERE target = ? AND version = ?`,
      entry.id,
      version,
    );
    if (row === undefined) return undefined;
    const packed = unseal(row.body, formatPlace(table, target, version));
    return Buffer.from(inflateRawSync(packed, { maxOutputLength: maxTextBytes }));
  };
  try {
    const text = read('checkpoint')?.toString('utf16le');
    if (text === undefined) return undefined;
    const stacks = listStacks(open, entry);
    const findStack: Checkpoint['findStack'] = (fingerprint, state) => stacks.get(`${fingerprint} ${state}`);
    return { text, judgements: read('judgement')?.toString(), findStack };
  } catch (error) {
    // Without the checkpoint, samples are read again, which takes longer.
    if (error instanceof Damage) return undefined;
    throw error;
  }
}

function listStacks({ catalog, seriesCache }: OpenSession, { streams }: TargetEntry): ReadonlyMap<string, Stack> {
  const stacks = new Map<string, Stack>();
  for (const stream of streams.values()) {
    for (const series of seriesCache.readSeries(catalog, stream).series) {
      if (series !== undefined) stacks.set(`${series.stack.fingerprint} ${series.stack.state}`, series.stack);
    }
  }
  return stacks;
}

/** A file written by an earlier version has no such tables. The last one was added last. */
function hasTables(db: Database): boolean {
  return db.find("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'judgement'") !== undefined;
}

type Table = 'checkpoint' | 'judgement';

function formatPlace(table: Table, target: Labels, version: string): string {
  return `${table} ${version} ${targetKey(target)}`;
}
