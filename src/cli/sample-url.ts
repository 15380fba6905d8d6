// One fetch of a URL, or with `--every` a series of them.
import { setTimeout as wait } from 'node:timers/promises';
import { formatDuration } from '../core/query/duration.ts';
import { CommandFailure } from './exit-status.ts';
import { neutralise } from './plain-text.ts';
import type { OpenUrl } from './read-url.ts';
import type { ReportOptions } from './report-command.ts';
import type { Series } from './report-model.ts';
import type { CountGroups } from './series.ts';
import { extendSeries } from './series.ts';
import type { Terminal } from './terminal.ts';
import { spellAmount } from './words.ts';

/** Rejects when the first fetch fails; a later one that fails leaves a gap. */
export async function sampleUrl(
  url: OpenUrl,
  options: Pick<ReportOptions, 'every' | 'for'>,
  count: CountGroups,
  terminal: Terminal,
): Promise<Series> {
  let series = extendSeries(undefined, await url.fetch(), count);
  const everyMs = options.every;
  if (everyMs === undefined) return series;

  const startMs = performance.now();
  const spanMs = options.for ?? everyMs;
  for (let dueMs = everyMs; dueMs <= spanMs; dueMs += everyMs) {
    const leftMs = Math.ceil((spanMs - dueMs + everyMs) / 1000) * 1000;
    const taken = spellAmount(series.summaries.length, 'profile');
    terminal.progress(`${url.host}: ${taken}, ${formatDuration(leftMs)} to go`);
    await wait(Math.max(startMs + dueMs - performance.now(), 0));
    try {
      series = extendSeries(series, await url.fetch(), count);
    } catch (error) {
      // One lost sample leaves a gap, not a lost series.
      if (!(error instanceof CommandFailure)) throw error;
      terminal.error(neutralise(error.message));
    }
  }
  terminal.progress('');
  return series;
}
