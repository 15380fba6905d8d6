// Named baselines in the history file. Their number and size are bounded, and retention does not delete them.
import { limits } from '../../../core/limits.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { BaselineStore, BaselineSummary, StoredBaseline } from '../baselines.ts';
import { decodeBaseline, encodeBaseline } from './baseline-text.ts';
import { seal, unseal } from './checksum.ts';
import type { Database } from './database.ts';
import type { OpenSession, Session } from './session.ts';
import type { WriteQueue } from './write-queue.ts';

interface Row {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly atMs: number;
  readonly targets: number;
  readonly goroutines: number;
}

const summaryColumns = 'name, kind, at_ms AS atMs, targets, goroutines';

/** Maximum share of the history's size. The rest is for samples. */
const share = 1 / 8;

/** `rules` are read on each use. */
export function createBaselineStore(
  session: Session,
  queue: WriteQueue,
  rules: { readonly maxBytes: number },
): BaselineStore {
  async function write(job: (open: OpenSession) => Problem | undefined): Promise<Result<undefined>> {
    let refused: Problem | undefined;
    const outcome = await queue.add([
      (open) => {
        refused = job(open);
      },
    ]);
    if (outcome.outcome === 'dropped') return fail(outcome.problem);
    return refused === undefined ? succeed(undefined) : fail(refused);
  }

  return {
    list: () => session.attempt(({ db }) => (hasTable(db) ? listRows(db) : [])),
    read: (name) => session.attempt(({ db }) => (hasTable(db) ? readOne(db, name) : undefined)),
    keep: async (baseline) => {
      const { name, kind, atMs, targets } = baseline;
      const goroutines = targets.reduce((sum, target) => sum + target.goroutines, 0);
      const body = seal(encodeBaseline(targets), formatPlace(baseline));
      const done = await write(({ db }) => {
        const refused = checkRoom(db, name, body.length, rules.maxBytes * share);
        if (refused) return refused;
        db.run(
          'INSERT OR REPLACE INTO baseline (name, kind, at_ms, targets, goroutines, body) VALUES (?, ?, ?, ?, ?, ?)',
          name,
          kind,
          atMs,
          targets.length,
          goroutines,
          body,
        );
        return undefined;
      });
      return done.ok ? succeed({ name, kind, atMs, targets: targets.length, goroutines }) : done;
    },
    remove: async (name) => {
      let found = false;
      const done = await write(({ db }) => {
        found = db.find('SELECT 1 FROM baseline WHERE name = ?', name) !== undefined;
        db.run('DELETE FROM baseline WHERE name = ?', name);
        return undefined;
      });
      return done.ok ? succeed(found) : done;
    },
  };
}

/** A file written by an earlier version has no such table. */
function hasTable(db: Database): boolean {
  return db.find("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'baseline'") !== undefined;
}

function listRows(db: Database): readonly BaselineSummary[] {
  return db.list<Row>(`SELECT ${summaryColumns} FROM baseline ORDER BY name`).map((row) => ({ ...row }));
}

/** Throws Damage. */
function readOne(db: Database, name: string): StoredBaseline | undefined {
  const row = db.find<Row & { body: Uint8Array }>(`SELECT ${summaryColumns}, body FROM baseline WHERE name = ?`, name);
  if (row === undefined) return undefined;
  const { kind, atMs } = row;
  return { name, kind, atMs, targets: decodeBaseline(unseal(row.body, formatPlace({ name, kind, atMs }))) };
}

function formatPlace({ name, kind, atMs }: Pick<StoredBaseline, 'name' | 'kind' | 'atMs'>): string {
  return `baseline ${kind} ${atMs} ${name}`;
}

function checkRoom(db: Database, name: string, bytes: number, maxBytes: number): Problem | undefined {
  const others = db.find<{ count: number; bytes: number | null }>(
    'SELECT count(*) AS count, sum(length(body)) AS bytes FROM baseline WHERE name <> ?',
    name,
  );
  const most = limits.baselines.value;
  if ((others?.count ?? 0) >= most) {
    return refuse('too_many_baselines', `There are ${most} baselines already, which is the bound. Remove one first.`);
  }
  const used = others?.bytes ?? 0;
  if (used + bytes <= maxBytes) return undefined;
  return refuse(
    'baseline_too_large',
    `This baseline takes ${formatSize(bytes)} and the others ${formatSize(used)}. Together they may take ` +
      `${formatSize(maxBytes)}, an eighth of the bound of the history. Store fewer targets, remove a baseline, or ` +
      'raise the bound.',
  );
}

function refuse(code: string, message: string): Problem {
  return { code, status: 422, source: 'downstream', field: 'name', message };
}
