// Probes one target in the background and caches the result, so that a table of a whole fleet costs its targets little,
// no matter how many users open it.
import type { Settings } from '../../core/query/settings.ts';
import { windowMs } from './freshness.ts';
import type { Fetched, FetchOutcome, FiguresOutcome, Seen, Target } from './port.ts';
import { describeProbe, failProbe, findFactsSparingly, type Facts, type ProbePlan } from './probe.ts';
import { minuteMs } from '../../core/agreed-times.ts';

interface TargetWatchOptions {
  readonly target: Target;
  readonly metricsHost: string;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onBug: (error: unknown) => void;
  /** Runs `task` when a probe slot is free; undefined if `signal` aborts before it starts. */
  readonly takePlace: <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T | undefined>;
  /** Shared with queries and sampling. A failure is returned while it lasts. */
  readonly readProfile: (maxAgeMs: number, signal: AbortSignal) => Promise<FetchOutcome>;
  readonly readFigures: (maxAgeMs: number, signal: AbortSignal) => Promise<FiguresOutcome>;
  readonly plan: (figures: FiguresOutcome, signal: AbortSignal) => ProbePlan;
}

export interface TargetWatch {
  /** Probes if a probe is due, and settles when it is done; undefined if the result is recent enough. Never rejects. */
  look(): Promise<void> | undefined;
  /** The last result; null if there was no probe yet. */
  known(): Seen | null;
  /** Reports whether the watch was used recently. */
  sweep(): 'empty' | 'in use';
  close(): void;
}

/** Shortest time between two probes, even for a dashboard that stays open all day. */
const minAgeMs = minuteMs;

/** Lifetime of facts that are incomplete. */
const unsureFactsMs = 10 * minuteMs;

interface KnownFacts {
  readonly facts: Facts;
  readonly atMs: number;
  /** Start time of the process, if it reports one. */
  readonly startMs: number | null;
}

export function createTargetWatch(options: TargetWatchOptions): TargetWatch {
  const { target, metricsHost, settings, now } = options;
  const { bounds, sampling } = settings;
  const leaving = new AbortController();
  const { signal } = leaving;
  let seen: Seen | null = null;
  let known: KnownFacts | undefined;
  let looking: Promise<void> | undefined;
  let usedAtMs = now();

  function look(): Promise<void> | undefined {
    usedAtMs = now();
    if (looking === undefined && !signal.aborted && isDue()) {
      looking = options
        .takePlace(signal, observe)
        .then((found) => void (seen = found ?? seen))
        .catch(options.onBug)
        .finally(() => (looking = undefined));
    }
    return looking;
  }

  /** A failure may be checked again soon. The target itself is not asked before its retry time. */
  function isDue(): boolean {
    if (seen === null) return true;
    const ageMs = now() - seen.atMs;
    return ageMs < 0 || ageMs >= (seen.problem === null ? maxAgeMs() : bounds.freshness);
  }

  /** A recent sample is enough. The freshness rule still applies. */
  function maxAgeMs(): number {
    const fairMs = windowMs({ kind: 'goroutine', form: 0 }, seen?.tookMs ?? 0, bounds);
    return Math.max(minAgeMs, 2 * sampling.intervalMs, fairMs);
  }

  async function observe(): Promise<Seen | undefined> {
    const hasLeft = (): boolean => signal.aborted;
    const profile = await options.readProfile(maxAgeMs(), signal);
    if (hasLeft()) return undefined;
    if (profile.outcome === 'failed') {
      // The process that comes back may be a different build.
      known = undefined;
      const nothing = { metricsPage: 'unknown', metricsProblem: null, tookMs: null } as const;
      return { ...failProbe(target, profile.problem), ...nothing, metricsHost, atMs: now() };
    }
    const figures = await options.readFigures(bounds.surveyFacts, signal);
    const facts = await findFacts(profile, figures);
    if (hasLeft()) return undefined;
    const goVersion = (figures.outcome === 'read' ? figures.figures.goVersion : null) ?? facts.goVersion;
    return {
      ...describeProbe(profile, { ...facts, goVersion }),
      metricsPage: describePage(figures),
      metricsHost,
      metricsProblem: figures.outcome === 'read' ? null : figures.problem,
      atMs: now(),
      tookMs: profile.tookMs,
    };
  }

  async function findFacts(profile: Fetched, figures: FiguresOutcome): Promise<Facts> {
    const startMs = figures.outcome === 'read' ? figures.figures.startMs : null;
    if (known !== undefined && isSameProcess(known.startMs, startMs) && isNewEnough(known)) return known.facts;
    const facts = await findFactsSparingly(options.plan(figures, signal), profile);
    known = signal.aborted ? undefined : { facts, atMs: now(), startMs };
    return facts;
  }

  function isNewEnough({ facts, atMs }: KnownFacts): boolean {
    const ageMs = now() - atMs;
    return ageMs >= 0 && ageMs < (facts.sure ? bounds.surveyFacts : unsureFactsMs);
  }

  return {
    look,
    known: () => seen,
    sweep: () => {
      const idleMs = now() - usedAtMs;
      return looking === undefined && (idleMs < 0 || idleMs > bounds.surveyFacts) ? 'empty' : 'in use';
    },
    close: () => leaving.abort(),
  };
}

/** A process that does not report its start time counts as the same process. */
function isSameProcess(before: number | null, now: number | null): boolean {
  return before === null || now === null || before === now;
}

function describePage({ outcome }: FiguresOutcome): Seen['metricsPage'] {
  if (outcome === 'read') return 'served';
  return outcome === 'missing' ? 'missing' : 'unknown';
}
