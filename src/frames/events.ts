// The answer to `events`: what happened to targets and their stacks, in the form of Grafana's annotations.
import type { DataFrame, FrameMeta } from './model.ts';
import { makeColumns } from './table-columns.ts';

export interface EventRow {
  readonly kind: 'restart' | 'build' | 'onset';
  readonly timeMs: number;
  /** Null where the event is a moment. */
  readonly timeEndMs: number | null;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  /** Fingerprint of an onset; null for events of a whole process. */
  readonly fingerprint: string | null;
  readonly function: string | null;
  readonly state: string | null;
  readonly grade: string | null;
  readonly cause: string | null;
}

/** Columns keep their names and order for every query. */
export function frameEvents(rows: readonly EventRow[], meta: FrameMeta): DataFrame {
  const { texts, times } = makeColumns(rows);
  return {
    name: 'events',
    fields: [
      times('time', 'Time', (row) => row.timeMs),
      times('timeEnd', 'Until', (row) => row.timeEndMs),
      texts('title', 'Title', (row) => row.title),
      texts('text', 'Text', (row) => row.text),
      texts('tags', 'Tags', (row) => row.tags.join(',')),
      texts('kind', 'Kind', (row) => row.kind),
      texts('fingerprint', 'Fingerprint', (row) => row.fingerprint),
      texts('function', 'Function', (row) => row.function),
      texts('state', 'State', (row) => row.state),
      texts('grade', 'Grade', (row) => row.grade),
      texts('cause', 'Cause', (row) => row.cause),
    ],
    meta: { ...meta, type: 'table', preferredVisualisationType: 'table' },
  };
}
