// Stores evidence in the history file. Its number and size are bounded separately from samples.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Grade } from '../../../core/analysis/model.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import { targetKey } from '../../../core/labels.ts';
import { limits } from '../../../core/limits.ts';
import { Damage } from '../columns/byte-reader.ts';
import type { EvidenceStore, EvidenceSummary, KeptEvidence, NewEvidence } from '../evidence/model.ts';
import { decodeBaseline, encodeBaseline } from './baseline-text.ts';
import { seal, unseal } from './checksum.ts';
import type { Database } from './database.ts';
import { readLabels } from './label-text.ts';
import type { Session } from './session.ts';
import type { WriteQueue } from './write-queue.ts';

interface Row {
  readonly id: number;
  readonly target: string;
  readonly atMs: number;
  readonly fingerprint: string;
  readonly goroutines: number;
  /** JSON of all fields without a column of their own. */
  readonly about: string;
}

interface About {
  readonly function: string;
  readonly grade: Grade;
  readonly noDump: string | null;
  readonly dump: EvidenceSummary['dump'];
}

const columns = 'id, target, at_ms AS atMs, fingerprint, goroutines, about';

export function createEvidenceStore(
  session: Session,
  queue: WriteQueue,
  rules: { readonly maxBytes: number },
): EvidenceStore {
  return {
    keep: (evidence) => {
      const { target, atMs, fingerprint, function: name, grade, profile, dump, noDump } = evidence;
      const place = formatPlace(evidence);
      const about: About = {
        function: name,
        grade,
        noDump,
        dump: dump && { bytes: dump.text.length, goroutines: dump.goroutines, tookMs: dump.tookMs, cut: dump.cut },
      };
      const body = seal(encodeBaseline([profile]), `${place} profile`);
      const text = dump && seal(gzipSync(dump.text), `${place} dump`);
      return queue.add([
        ({ db }) => {
          makeRoom(db, targetKey(target), body.length + (text?.length ?? 0), rules.maxBytes * share);
          db.run(
            'INSERT INTO evidence (target, at_ms, fingerprint, goroutines, about, profile, dump) VALUES (?, ?, ?, ?, ?, ?, ?)',
            targetKey(target),
            atMs,
            fingerprint,
            profile.goroutines,
            JSON.stringify(about),
            body,
            text,
          );
        },
      ]);
    },
    list: async (targets, { fromMs, toMs }) => {
      const isWanted = compileMatchers(targets, 'targets');
      if (!isWanted.ok) return isWanted;
      return session.attempt(({ db }) =>
        hasTable(db)
          ? db
              .list<Row>(
                `SELECT ${columns} FROM evidence WHERE at_ms BETWEEN ? AND ? ORDER BY at_ms, id`,
                Math.floor(fromMs),
                Math.ceil(toMs),
              )
              .map(readRow)
              .filter(({ target }) => isWanted.value(target))
          : [],
      );
    },
    read: (id) => session.attempt(({ db }) => (hasTable(db) ? readOne(db, id) : undefined)),
  };
}

/** Maximum share of the history's size. */
const share = 1 / 8;

/** A file written by an earlier version has no such table. */
function hasTable(db: Database): boolean {
  return db.find("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'evidence'") !== undefined;
}

function makeRoom(db: Database, target: string, bytes: number, maxBytes: number): void {
  // A fast leak has many onsets within seconds and only one dump per hour. The first onset has the dump.
  const own = db.list<{ id: number }>(
    'SELECT id FROM evidence WHERE target = ? ORDER BY dump IS NOT NULL, at_ms, id',
    target,
  );
  for (const { id } of own.slice(0, Math.max(0, own.length + 1 - limits.evidencePerTarget.value))) drop(db, id);
  const sizes = db.list<{ id: number; bytes: number }>(
    'SELECT id, length(profile) + coalesce(length(dump), 0) AS bytes FROM evidence ORDER BY at_ms, id',
  );
  let count = sizes.length + 1;
  let total = bytes + sizes.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of sizes) {
    if (count <= limits.evidence.value && total <= maxBytes) return;
    drop(db, one.id);
    count--;
    total -= one.bytes;
  }
}

function drop(db: Database, id: number): void {
  db.run('DELETE FROM evidence WHERE id = ?', id);
}

function readRow({ id, target, atMs, fingerprint, goroutines, about }: Row): EvidenceSummary {
  try {
    return { id, target: readLabels(target), atMs, fingerprint, goroutines, ...(JSON.parse(about) as About) };
  } catch (error) {
    throw new Damage('Kept evidence cannot be read.', { cause: error });
  }
}

function readOne(db: Database, id: number): KeptEvidence | undefined {
  const row = db.find<Row & { profile: unknown; dump: unknown }>(
    `SELECT ${columns}, profile, dump FROM evidence WHERE id = ?`,
    id,
  );
  if (row === undefined) return undefined;
  const summary = readRow(row);
  const place = formatPlace(summary);
  const [profile] = decodeBaseline(unseal(row.profile, `${place} profile`));
  if (profile === undefined) throw new Damage('A kept profile is empty.');
  const text = row.dump === null ? null : unpack(unseal(row.dump, `${place} dump`));
  return { ...summary, profile, text };
}

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.dumpText.value });
  } catch (error) {
    throw new Damage('A kept dump cannot be unpacked.', { cause: error });
  }
}

function formatPlace({ target, atMs, fingerprint }: Pick<NewEvidence, 'target' | 'atMs' | 'fingerprint'>): string {
  return `evidence ${atMs} ${fingerprint} ${targetKey(target)}`;
}
