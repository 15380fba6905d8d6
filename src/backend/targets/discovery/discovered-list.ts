// Keeps the target list of one `discovery` entry up to date in the background. Requests use the current list without
// waiting. A list stays in use until a newer one arrives.
import { minuteMs, secondMs } from '../../../core/agreed-times.ts';
import { formatDuration } from '../../../core/query/duration.ts';
import { fail, succeed, type Notice, type Problem, type Result } from '../../../core/problem.ts';
import type { Discovery } from '../../../core/query/settings-discovery.ts';
import type { Settings } from '../../../core/query/settings.ts';
import type { ResolveAll } from '../checked-lookup.ts';
import type { Endpoint } from '../endpoint.ts';
import { retryDelayMs } from '../freshness.ts';
import { buildEndpoints, type BuiltEndpoints } from './build-endpoints.ts';
import type { DnsResolver } from './dns-resolver.ts';
import { discover } from './methods.ts';
import type { FoundList } from './model.ts';

export interface DiscoveredListOptions {
  readonly entry: Discovery;
  /** `discovery[0]` */
  readonly field: string;
  readonly settings: Settings;
  readonly now: () => number;
  readonly resolveAll: ResolveAll | undefined;
  readonly createResolver: (timeoutMs: number) => DnsResolver;
  /** Receives thrown errors. Each is a bug, because any server answer must be handled. */
  readonly onBug: (error: unknown) => void;
}

interface ListState {
  readonly endpoints: readonly Endpoint[];
  /** When the list arrived, in milliseconds since the epoch; null if there was never one. */
  readonly atMs: number | null;
  /** Why there is no list, no newer list, or only part of one. */
  readonly problem: Problem | null;
  readonly notices: readonly Notice[];
}

export interface DiscoveredList {
  /**
   * Refreshes the list if a refresh is due. Waits only for the first list, or if the current list is too old to use.
   */
  refresh(): Promise<void>;
  /** Waits for a refresh that is in progress. */
  settle(): Promise<void>;
  state(): ListState;
  close(): void;
}

/** Interval between refreshes while the entry is in use. Prometheus refreshes its own sources every 30 to 60 s. */
const refreshIntervalMs = 30 * secondMs;

/** Beyond this age a list is refreshed before use. Pods usually live longer than this. */
const tooOldMs = 5 * minuteMs;

export function createDiscoveredList(options: DiscoveredListOptions): DiscoveredList {
  const { entry, field, settings, now, resolveAll, createResolver } = options;
  const controller = new AbortController();
  let latest: FoundList | undefined;
  let current: ListState = { endpoints: [], atMs: null, problem: null, notices: [] };
  let failures = 0;
  let askedAtMs: number | undefined;
  let inFlight: Promise<void> | undefined;
  let hasChanged = false;
  let remembered: object | undefined;

  function remember<T extends object>(create: () => T): T {
    return (remembered ??= create()) as T;
  }

  async function refresh(): Promise<void> {
    if (inFlight === undefined && isDue()) inFlight = ask().finally(() => (inFlight = undefined));
    // Only the first request waits for a failing server. Later requests use what is available.
    const first = askedAtMs === undefined;
    const tooOld = failures === 0 && current.atMs !== null && Math.abs(now() - current.atMs) > tooOldMs;
    if (first || tooOld) await inFlight;
  }

  function isDue(): boolean {
    if (controller.signal.aborted) return false;
    if (askedAtMs === undefined || hasChanged) return true;
    const sinceMs = now() - askedAtMs;
    const pauseMs = failures === 0 ? refreshIntervalMs : retryDelayMs(failures, 0, settings.bounds);
    // A negative age means that the clock was set back, so the real age is unknown.
    return sinceMs < 0 || sinceMs >= Math.min(pauseMs, refreshIntervalMs);
  }

  async function ask(): Promise<void> {
    hasChanged = false;
    const context = {
      settings,
      previous: latest,
      resolveAll,
      createResolver,
      signal: controller.signal,
      remember,
      onChange: () => void (hasChanged = true),
    };
    const result = await discover(entry, context)
      .then(async (list): Promise<Result<FoundList & BuiltEndpoints>> => {
        if (!list.ok) return list;
        return succeed({ ...list.value, ...(await buildEndpoints(list.value, entry, field, settings)) });
      })
      .catch((error: unknown): Result<never> => {
        options.onBug(error);
        const message = 'Parked failed while it read the list. This is a bug in Parked. Please report it with the log.';
        return fail({ code: 'internal', status: 500, source: 'plugin', message });
      });
    askedAtMs = now();
    const problem = result.ok ? result.value.problem : result.problem;
    failures = problem === null ? 0 : failures + 1;
    if (result.ok) {
      latest = result.value;
      const { endpoints, notices } = result.value;
      current = { endpoints, notices, atMs: askedAtMs, problem: tell(problem) };
    } else current = { ...current, problem: tell(problem) };
  }

  function tell(problem: Problem | null): Problem | null {
    return problem && { ...problem, field, message: `${field}: ${problem.message}` };
  }

  /** Reports the age of the list in use. */
  function state(): ListState {
    const { problem, atMs } = current;
    if (problem === null || atMs === null || askedAtMs === undefined || atMs === askedAtMs) return current;
    const age = formatDuration(Math.max(1, Math.round((now() - atMs) / 1_000)) * 1_000);
    return {
      ...current,
      problem: { ...problem, message: `${problem.message} The list of ${age} ago is used instead.` },
    };
  }

  return { refresh, settle: async () => inFlight, state, close: () => controller.abort() };
}
