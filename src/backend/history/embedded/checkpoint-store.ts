// Stores the checkpoints of verdicts in the history file, beside the samples that they summarise.
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
      const place = formatPlace(target, version);
      // Texts hold packed bits, sixteen a character.
      const body = seal(deflateRawSync(Buffer.from(text, 'utf16le'), { level: 1 }), place);
      return queue.add([
        ({ db, catalog }) => {
          const { id } = findTarget(db, catalog, target);
          db.run('INSERT OR REPLACE INTO checkpoint (target, version, body) VALUES (?, ?, ?)', id, version, body);
        },
      ]);
    },
    read: async (target) => {
      const read = await session.attempt((open) => readOne(open, target, version));
      return read.ok ? read.value : undefined;
    },
    forget: (target) =>
      queue.add([
        ({ db, catalog }) => {
          const known = catalog.targets.get(targetKey(target));
          if (known !== undefined) db.run('DELETE FROM checkpoint WHERE target = ?', known.id);
        },
      ]),
  };
}

function readOne(open: OpenSession, target: Labels, version: string): Checkpoint | undefined {
  const { db, catalog } = open;
  const entry = catalog.targets.get(targetKey(target));
  if (entry === undefined || !hasTable(db)) return undefined;
  const row = db.find<{ body: unknown }>(
    'SELECT body FROM checkpoint WHERE target = ? AND version = ?',
    entry.id,
    version,
  );
  if (row === undefined) return undefined;
  try {
    const packed = unseal(row.body, formatPlace(target, version));
    const text = Buffer.from(inflateRawSync(packed, { maxOutputLength: maxTextBytes })).toString('utf16le');
    const stacks = listStacks(open, entry);
    return { text, findStack: (fingerprint, state) => stacks.get(`${fingerprint} ${state}`) };
  } catch (error) {
    // Without the checkpoint, samples give the same result, but reading them takes longer.
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

/** A file written by an earlier version has no such table. */
function hasTable(db: Database): boolean {
  return db.find("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'checkpoint'") !== undefined;
}

function formatPlace(target: Labels, version: string): string {
  return `checkpoint ${version} ${targetKey(target)}`;
}
