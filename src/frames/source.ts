// The answer to `source`: a table with one row per line, counts beside the text, as in `go tool pprof -list`.
import { formatCount } from '../core/format.ts';
import type { SourceLine } from '../core/analysis/source/model.ts';
import type { DataFrame, FrameMeta } from './model.ts';

export interface SourceRow extends SourceLine {
  /** As the profile writes it. */
  readonly file: string;
  readonly function: string;
}

/** Lines without goroutines have no count, so that the others stand out. `unread` stands where a text is missing. */
export function frameSource(rows: readonly SourceRow[], meta: FrameMeta, unread?: string): DataFrame {
  const texts = (
    name: string,
    displayName: string,
    read: (row: SourceRow) => string | undefined,
    config: Readonly<Record<string, string>> = {},
  ) =>
    ({
      name,
      type: 'string',
      values: rows.map((row) => read(row) ?? null),
      config: { displayName, ...config },
    }) as const;
  return {
    name: 'source',
    fields: [
      {
        name: 'line',
        type: 'number',
        values: rows.map(({ line }) => line),
        config: { displayName: 'Line', decimals: 0 },
      },
      {
        name: 'count',
        type: 'number',
        values: rows.map(({ parked }) => parked?.count ?? null),
        config: { displayName: 'Goroutines' },
      },
      texts('text', 'Source', ({ text }) => text, unread === undefined ? {} : { noValue: unread }),
      texts('states', 'States', ({ parked }) => parked && formatStates(parked.states)),
      texts('file', 'File', ({ file }) => file),
      texts('function', 'Function', (row) => row.function),
      texts('fingerprint', 'Fingerprint', ({ parked }) => parked?.fingerprint || undefined),
    ],
    meta: { ...meta, type: 'table', preferredVisualisationType: 'table' },
  };
}

/** `chan send 12, select 3` */
function formatStates(states: readonly (readonly [state: string, count: number])[]): string {
  return states.map(([state, count]) => `${state} ${formatCount(count)}`).join(', ');
}
