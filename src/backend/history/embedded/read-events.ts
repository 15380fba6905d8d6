// Reads restarts and new builds, which begin a process life, and onsets of leaks.
import type { HistoryEvent, OnsetEvent } from '../port.ts';
import type { TargetEntry } from './catalog.ts';
import { Damage } from '../columns/byte-reader.ts';
import type { Database } from './database.ts';

interface LifeRow {
  readonly atMs: number;
  readonly startMs: number | null;
  readonly build: string | null;
}

export function readTargetEvents(
  db: Database,
  target: TargetEntry,
  fromMs: number,
  toMs: number,
): readonly HistoryEvent[] {
  const lives = db.list<LifeRow>(
    'SELECT at_ms AS atMs, start_ms AS startMs, build FROM life WHERE target = ? ORDER BY at_ms, id',
    target.id,
  );
  const events: HistoryEvent[] = [];
  for (const [index, { atMs, startMs, build }] of lives.entries()) {
    const before = lives[index - 1];
    // The first life marks the begin of history and not a restart.
    if (before === undefined || atMs < fromMs || atMs > toMs) continue;
    const isNewBuild = build !== null && before.build !== null && build !== before.build;
    const kind = isNewBuild ? 'build' : 'restart';
    events.push({ kind, target: target.labels, atMs, startMs, build, buildBefore: before.build });
  }
  const onsets = db.list<{ atMs: number; body: string }>(
    'SELECT at_ms AS atMs, body FROM onset WHERE target = ? AND at_ms BETWEEN ? AND ?',
    target.id,
    Math.floor(fromMs),
    Math.ceil(toMs),
  );
  for (const { atMs, body } of onsets) events.push({ ...readOnset(body), kind: 'onset', target: target.labels, atMs });
  return events;
}

type OnsetBody = Omit<OnsetEvent, 'kind' | 'target' | 'atMs'>;

export function writeOnset({ kind: _, target: __, atMs: ___, ...body }: OnsetEvent): string {
  return JSON.stringify(body satisfies OnsetBody);
}

function readOnset(body: string): OnsetBody {
  try {
    return JSON.parse(body) as OnsetBody;
  } catch (error) {
    throw new Damage('An event cannot be read.', { cause: error });
  }
}
