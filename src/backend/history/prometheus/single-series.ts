// One series for each thing that is told, where several paths bring the same: a scrape beside remote write, or two
// collectors.
import type { Labels } from '../../../core/labels.ts';
import type { Row } from './api.ts';

/** What tells series of one target apart; other labels were added on the way. */
const telling = ['__name__', 'fingerprint', 'state', 'function', 'build', 'grade', 'cause'] as const;

/** Of series that tell the same, the one with the most points. `doubled`: how many were left out. */
export function pickSingle(rows: readonly Row[]): { readonly rows: readonly Row[]; readonly doubled: number } {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = spell(row.labels);
    const known = best.get(key);
    if (known === undefined || row.timesMs.length > known.timesMs.length) best.set(key, row);
  }
  return { rows: [...best.values()], doubled: rows.length - best.size };
}

function spell(labels: Labels): string {
  return JSON.stringify(telling.map((name) => labels[name] ?? ''));
}
