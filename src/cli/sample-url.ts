// Fetches a URL once, or with `--every` as a series.
import { setTimeout as wait } from 'node:timers/promises';
import { formatDuration } from '../core/query/duration.ts';
import type { Series } from '../report/model.ts';
import { neutralise } from '../report/plain-text.ts';
import { extendSeries, type SeriesReader } from '../report/series.ts';
import { formatAmount } from '../core/format.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import type { OpenUrl } from './read-url.ts';
import type { ReportOptions } from './options/report.ts';
import type { Terminal } from './terminal.ts';
import { minuteMs } from '../core/agreed-times.ts';

export interface SamplingOptions extends Pick<ReportOptions, 'every' | 'for'> {
  /** Ends the series early, and the fetch in flight with it. What was read so far is kept. */
  readonly ending?: AbortSignal;
  /** If progress cannot be redrawn, a line is printed after each such time. */
  readonly tellEveryMs?: number;
}

/** Rejects when the first fetch fails or is interrupted. A later failure leaves a gap. */
export async function sampleUrl(
  url: Omit<OpenUrl, 'probe'>,
  options: SamplingOptions,
  reader: SeriesReader,
  terminal: Terminal,
): Promise<Series> {
  const { every: everyMs, ending = new AbortController().signal, tellEveryMs = minuteMs } = options;
  const read = async () => ({
    ...(await url.fetch(ending)),
    figures: everyMs === undefined ? null : await url.readFigures(ending),
  });
  const first = await read().catch((error: unknown) => {
    throw ending.aborted ? new CommandFailure(exitStatus.unreadable, `${url.host} had sent no profile yet.`) : error;
  });
  let series = extendSeries(url.labels, undefined, first, reader);
  if (everyMs === undefined) return series;

  const startMs = performance.now();
  const spanMs = options.for ?? everyMs;
  let toldMs = startMs;
  let failure = '';
  // This is a function because the compiler assumes that a signal does not change during the wait.
  const isEnding = (): boolean => ending.aborted;
  for (let dueMs = everyMs; dueMs <= spanMs; dueMs += everyMs) {
    const leftMs = Math.ceil((spanMs - dueMs + everyMs) / 1000) * 1000;
    const taken = `${url.host}: ${formatAmount(series.summaries.length, 'profile')}, ${formatDuration(leftMs)} to go`;
    terminal.progress(taken);
    if (performance.now() - toldMs >= tellEveryMs) {
      toldMs = performance.now();
      terminal.milestone(`${taken}, ${formatAmount(series.last.profile.goroutines, 'goroutine')} now`);
    }
    await wait(Math.max(startMs + dueMs - performance.now(), 0), undefined, { signal: ending }).catch(() => undefined);
    if (isEnding()) break;
    try {
      series = extendSeries(url.labels, series, await read(), reader);
      failure = '';
    } catch (error) {
      // One lost sample leaves a gap and does not end the series.
      if (!(error instanceof CommandFailure)) throw error;
      if (isEnding()) break;
      if (error.message !== failure) terminal.error(`parked: ${neutralise(error.message)} The series goes on.`);
      failure = error.message;
    }
  }
  terminal.progress('');
  return series;
}
