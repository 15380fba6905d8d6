// Reads profiles over HTTP with the backend's own fetching: bounded, with addresses checked and credentials protected.
import { formatCount } from '../core/format.ts';
import type { SampleFigures } from '../core/sample/model.ts';
import type { Capabilities, Fetched, OpenTargets, DataSourceRef, ProfileRequest, Target } from '../backend/service.ts';
import { estimatePauseMs, openTargets, resolveHidden } from '../backend/service.ts';
import type { Labels } from '../core/labels.ts';
import { formatDuration } from '../core/query/duration.ts';
import { connect } from './connection.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { rewordForOptions } from '../report/own-words.ts';
import type { FetchOptions } from './options/fetching.ts';
import type { SourceProfile } from '../report/model.ts';
import { parseSourceUrl } from './source-url.ts';

/** A dump of more goroutines is refused unless an option allows more. */
const defaultMaxGoroutines = 1_000;

/** A checked URL that can be fetched repeatedly. */
export interface OpenUrl {
  readonly host: string;
  /** Labels of the target: `service` and `instance`. */
  readonly labels: Labels;
  /** Rejects with a CommandFailure that names the host, also when `signal` aborts the fetch. */
  readonly fetch: (signal?: AbortSignal) => Promise<SourceProfile>;
  /** What the target serves and what it lacks. A target that cannot be read resolves to a problem. */
  readonly probe: () => Promise<Capabilities>;
  /**
   * The process's figures of memory, requests and start; null where it has no metrics page. A missing page is not
   * requested again.
   */
  readonly readFigures: (signal?: AbortSignal) => Promise<SampleFigures | null>;
}

/** Closes what it opened, also after a failure. */
export async function withTargets<T>(use: (targets: OpenTargets) => Promise<T>): Promise<T> {
  const targets = await openTargets();
  try {
    return await use(targets);
  } finally {
    await targets.close();
  }
}

/** Throws a CommandFailure for an invalid URL or option. Fetches nothing yet. */
export async function openUrl(
  targets: OpenTargets,
  source: string,
  options: FetchOptions,
  labelKeys: readonly string[],
): Promise<OpenUrl> {
  const url = parseSourceUrl(source);
  const ref = await connect(url, options, labelKeys);
  const selected = await targets.select(ref, []);
  const target = selected.ok ? selected.value[0] : undefined;
  if (!target) {
    throw new CommandFailure(exitStatus.unreadable, selected.ok ? `${url.shown}: no target` : selected.problem.message);
  }
  const form = options.dump ? 2 : (url.form ?? 0);
  let hasFigures = true;
  const request: ProfileRequest = { kind: options.profile ?? url.kind ?? 'goroutine', form, maxAgeMs: 0 };
  return {
    host: target.host,
    labels: target.labels,
    fetch: async (signal = new AbortController().signal) => {
      if (form === 2) await checkSize(targets, ref, target, options, signal);
      const { profile, atMs } = await fetchOne(targets, ref, target, request, signal);
      const whole = await resolveHidden(targets, ref, target, profile, signal);
      // Measured by this machine's clock. Targets' clocks differ, and a replayed profile has the time of its recording.
      return { source: url.shown, profile: whole, timeMs: atMs };
    },
    probe: () => targets.probe(ref, target, new AbortController().signal),
    readFigures: async (signal = new AbortController().signal) => {
      if (!hasFigures) return null;
      const read = await targets.readFigures(ref, target, signal, 0);
      if (read.outcome === 'missing') hasFigures = false;
      return read.outcome === 'read' ? read.figures : null;
    },
  };
}

async function checkSize(
  targets: OpenTargets,
  ref: DataSourceRef,
  target: Target,
  options: FetchOptions,
  signal: AbortSignal,
): Promise<void> {
  const most = options.maxGoroutines ?? defaultMaxGoroutines;
  if (most === 0) return;
  const request = { kind: 'goroutine', form: 0, maxAgeMs: 0 } as const;
  const { goroutines } = (await fetchOne(targets, ref, target, request, signal)).profile;
  if (goroutines <= most) return;
  const pause = formatDuration(estimatePauseMs(goroutines));
  throw new CommandFailure(
    exitStatus.unreadable,
    `${target.host} runs ${formatCount(goroutines)} goroutines: a debug=2 dump would stop it for about ${pause}. ` +
      `Dumps are taken up to ${formatCount(most)}; --max-goroutines ${goroutines} (or 0) takes it all the same, and without --dump nothing stops.`,
  );
}

async function fetchOne(
  targets: OpenTargets,
  ref: DataSourceRef,
  target: Target,
  request: ProfileRequest,
  signal: AbortSignal,
): Promise<Fetched> {
  const [outcome] = await targets.fetch(ref, [target], request, signal);
  if (outcome?.outcome === 'fetched') return outcome;
  const message = outcome?.problem.message ?? `${target.host} gave no answer.`;
  throw new CommandFailure(exitStatus.unreadable, rewordForOptions(message));
}
