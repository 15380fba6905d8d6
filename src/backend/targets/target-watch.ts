// Watches one target among many: whether it can be read and what it can do. That is found out in the background and kept,
// so that a table of a whole fleet costs its targets little, however many people look at it.
import type { Settings } from '../../core/query/settings.ts';
import { windowMs } from './freshness.ts';
import type { Fetched, FetchOutcome, FiguresOutcome, Seen, Target } from './port.ts';
import { describeProbe, failProbe, findFactsSparingly, type Facts, type ProbePlan } from './probe.ts';

export interface TargetWatchOptions {
  readonly target: Target;
  readonly metricsHost: string;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onBug: (error: unknown) => void;
  /** Runs `task` when few enough others are being looked at; undefined when `signal` aborts before. */
  readonly takePlace: <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T | undefined>;
  /** Shared with whoever queries and samples; a failure is told while it lasts. */
  readonly readProfile: (maxAgeMs: number, signal: AbortSignal) => Promise<FetchOutcome>;
  readonly readFigures: (maxAgeMs: number, signal: AbortSignal) => Promise<FiguresOutcome>;
  readonly plan: (figures: FiguresOutcome, signal: AbortSignal) => ProbePlan;
}

export interface TargetWatch {
  /** Looks again where that is due. Settles when it has; undefined: what is known is new enough. Never rejects. */
  look(): Promise<void> | undefined;
  /** Null: never looked. */
  known(): Seen | null;
  /** Says whether anybody has asked lately. */
  sweep(): 'empty' | 'in use';
  close(): void;
}

/** A target is looked at again after this time at the earliest, for a dashboard that is open all day as well. */
const minAgeMs = 60_000;

/** Facts of which some could not be had. */
const unsureFactsMs = 10 * 60_000;

interface KnownFacts {
  readonly facts: Facts;
  readonly atMs: number;
  /** Of the process, as far as it tells. */
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

  /** A failure may be asked for again soon: the target itself is not, until its time has come. */
  function isDue(): boolean {
    if (seen === null) return true;
    const ageMs = now() - seen.atMs;
    return ageMs < 0 || ageMs >= (seen.problem === null ? maxAgeMs() : bounds.freshness);
  }

  /** What was sampled will do; and the rule that spaces fetches out holds here too. */
  function maxAgeMs(): number {
    const fairMs = windowMs({ kind: 'goroutine', form: 0 }, seen?.tookMs ?? 0, bounds);
    return Math.max(minAgeMs, 2 * sampling.intervalMs, fairMs);
  }

  async function observe(): Promise<Seen | undefined> {
    const hasLeft = (): boolean => signal.aborted;
    const profile = await options.readProfile(maxAgeMs(), signal);
    if (hasLeft()) return undefined;
    if (profile.outcome === 'failed') {
      // Whatever comes back may be another build.
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

/** A process that doesn't tell when it began is taken for the same. */
function isSameProcess(before: number | null, now: number | null): boolean {
  return before === null || now === null || before === now;
}

function describePage({ outcome }: FiguresOutcome): Seen['metricsPage'] {
  if (outcome === 'read') return 'served';
  return outcome === 'missing' ? 'missing' : 'unknown';
}
