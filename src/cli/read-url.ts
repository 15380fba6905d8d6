// Profiles over HTTP, through the same fetching as the backend's: bounded, with addresses checked, credentials kept.
import { setTimeout as wait } from 'node:timers/promises';
import type { DataSourceRef, Fetched, OpenTargets, ProfileRequest, Target } from '../backend/service.ts';
import { estimatePauseMs, resolveHidden } from '../backend/service.ts';
import { formatDuration } from '../core/query/duration.ts';
import { connect } from './connection.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { neutralise } from './plain-text.ts';
import type { ReportOptions } from './report-command.ts';
import type { Series, SourceProfile } from './report-model.ts';
import { extendSeries } from './series.ts';
import { parseSourceUrl } from './source-url.ts';
import type { Terminal } from './terminal.ts';
import { spellAmount } from './words.ts';

/** Above this many goroutines a dump is refused unless asked for by number. */
const defaultMaxGoroutines = 1_000;

/** One fetch, or with `--every` a series of them. */
export async function readUrlSeries(
  targets: OpenTargets,
  source: string,
  options: ReportOptions,
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<Series> {
  const url = parseSourceUrl(source);
  const ref = await connect(url, options, labelKeys);
  const selected = await targets.select(ref, []);
  const target = selected.ok ? selected.value[0] : undefined;
  if (!target) {
    throw new CommandFailure(exitStatus.unreadable, selected.ok ? `${url.shown}: no target` : selected.problem.message);
  }
  const form = options.dump ? 2 : (url.form ?? 0);
  const request: ProfileRequest = { kind: options.profile ?? url.kind ?? 'goroutine', form, maxAgeMs: 0 };
  const fetch = async (): Promise<SourceProfile> => {
    if (form === 2) await checkSize(targets, ref, target, options);
    const { profile, atMs } = await fetchOne(targets, ref, target, request);
    const whole = await resolveHidden(targets, ref, target, profile, new AbortController().signal);
    // By this machine's clock: targets' clocks differ, and a replayed profile carries the time of its recording.
    return { source: url.shown, profile: whole, timeMs: atMs };
  };
  const everyMs = options.every;
  let series = extendSeries(undefined, await fetch());
  if (everyMs === undefined) return series;

  const startMs = performance.now();
  const spanMs = options.for ?? everyMs;
  for (let dueMs = everyMs; dueMs <= spanMs; dueMs += everyMs) {
    terminal.progress(
      `${target.host}: ${spellAmount(series.summaries.length, 'profile')}, ${formatDuration(Math.ceil((spanMs - dueMs + everyMs) / 1000) * 1000)} to go`,
    );
    await wait(Math.max(startMs + dueMs - performance.now(), 0));
    try {
      series = extendSeries(series, await fetch());
    } catch (error) {
      // One lost sample leaves a gap, not a lost series.
      if (!(error instanceof CommandFailure)) throw error;
      terminal.error(neutralise(error.message));
    }
  }
  terminal.progress('');
  return series;
}

async function checkSize(
  targets: OpenTargets,
  ref: DataSourceRef,
  target: Target,
  options: ReportOptions,
): Promise<void> {
  const most = options.maxGoroutines ?? defaultMaxGoroutines;
  if (most === 0) return;
  const request = { kind: 'goroutine', form: 0, maxAgeMs: 0 } as const;
  const { goroutines } = (await fetchOne(targets, ref, target, request)).profile;
  if (goroutines <= most) return;
  const pause = formatDuration(estimatePauseMs(goroutines));
  throw new CommandFailure(
    exitStatus.unreadable,
    `${target.host} runs ${goroutines.toLocaleString('en-US')} goroutines: a debug=2 dump would stop it for about ${pause}. ` +
      `Dumps are taken up to ${most.toLocaleString('en-US')}; --max-goroutines ${goroutines} (or 0) takes it all the same, and without --dump nothing stops.`,
  );
}

async function fetchOne(
  targets: OpenTargets,
  ref: DataSourceRef,
  target: Target,
  request: ProfileRequest,
): Promise<Fetched> {
  const [outcome] = await targets.fetch(ref, [target], request, new AbortController().signal);
  if (outcome?.outcome === 'fetched') return outcome;
  throw new CommandFailure(exitStatus.unreadable, outcome?.problem.message ?? `${target.host} gave no answer.`);
}
