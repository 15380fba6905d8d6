// Writes series in Prometheus' text format for `/metrics`. There are no timestamps: the scraping server adds its own
// and ends series that are missing from the next scrape.
import { families, type FamilyName } from './families.ts';
import { formatSeries } from './series.ts';
import type { LiveSeries } from './target-series.ts';

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

export function formatExposition(live: Iterable<LiveSeries>): string {
  const byFamily = new Map<FamilyName, string[]>();
  for (const { series, value } of live) {
    const lines = byFamily.get(series.family) ?? [];
    byFamily.set(series.family, lines);
    lines.push(`${formatSeries(series)} ${value}\n`);
  }
  const parts: string[] = [];
  for (const name of Object.keys(families) as FamilyName[]) {
    const lines = byFamily.get(name);
    if (lines === undefined) continue;
    const { type, help } = families[name];
    parts.push(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, ...lines);
  }
  return parts.join('');
}
