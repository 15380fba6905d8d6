// Removes duplicate series that arrived over several paths, such as a scrape and remote write, or two collectors.
import type { Labels } from '../../../core/labels.ts';
import type { Row } from './api.ts';

/** Labels that distinguish the series of one target. Other labels were added on the way. */
const telling = ['__name__', 'fingerprint', 'state', 'function', 'build', 'grade', 'cause'] as const;

/** Of duplicate series, keeps the one with the most points. `doubled`: number of dropped series. */
export function pickSingle(rows: readonly Row[]): { readonly rows: readonly Row[]; readonly doubled: number } {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = format(row.labels);
    const known = best.get(key);
    if (known === undefined || row.timesMs.length > known.timesMs.length) best.set(key, row);
  }
  return { rows: [...best.values()], doubled: rows.length - best.size };
}

function format(labels: Labels): string {
  return JSON.stringify(telling.map((name) => labels[name] ?? ''));
}
