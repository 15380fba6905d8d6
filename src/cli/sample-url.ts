// One fetch of a URL, or with `--every` a series of them.
import { setTimeout as wait } from 'node:timers/promises';
import { formatDuration } from '../core/query/duration.ts';
import { CommandFailure } from './exit-status.ts';
import { neutralise } from './plain-text.ts';
import type { OpenUrl } from './read-url.ts';
import type { ReportOptions } from './report-command.ts';
import type { Series } from './report-model.ts';
import type { SeriesReader } from './series.ts';
import { extendSeries } from './series.ts';
import type { Terminal } from './terminal.ts';
import { spellAmount } from './words.ts';

/** Rejects when the first fetch fails; a later one that fails leaves a gap. */
export async function sampleUrl(
  url: OpenUrl,
  options: Pick<ReportOptions, 'every' | 'for'>,
  reader: SeriesReader,
  terminal: Terminal,
): Promise<Series> {
  const everyMs = options.every;
  const read = async () => ({
    ...(await url.fetch()),
    figures: everyMs === undefined ? null : await url.readFigures(),
  });
  let series = extendSeries(undefined, await read(), reader);
  if (everyMs === undefined) return series;

  const startMs = performance.now();
  const spanMs = options.for ?? everyMs;
  for (let dueMs = everyMs; dueMs <= spanMs; dueMs += everyMs) {
    const leftMs = Math.ceil((spanMs - dueMs + everyMs) / 1000) * 1000;
    const taken = spellAmount(series.summaries.length, 'profile');
    terminal.progress(`${url.host}: ${taken}, ${formatDuration(leftMs)} to go`);
    await wait(Math.max(startMs + dueMs - performance.now(), 0));
    try {
      series = extendSeries(series, await read(), reader);
    } catch (error) {
      // One lost sample leaves a gap, not a lost series.
      if (!(error instanceof CommandFailure)) throw error;
      terminal.error(neutralise(error.message));
    }
  }
  terminal.progress('');
  return series;
}
