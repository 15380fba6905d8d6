// Computes verdicts for a time in the past: the stored days before it are replayed into a separate SuspectTracker.
import { formatCount } from '../../../core/format.ts';
import { nameBound } from '../../../core/bound-titles.ts';
import { LRUCache } from 'lru-cache';
import type { Sample } from '../../../core/sample/model.ts';
import { LifeTracker } from '../../../core/sample/lives.ts';
import { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { Judged, JudgeQuestion } from '../past.ts';
import type { HistoryEngine, KnownTarget } from '../port.ts';
import { openAdmission } from './admission.ts';
import { cutTargets, replayTargets } from './replay.ts';
import { processReplayTurns, type ReplayTurns } from './replay-turns.ts';
import { describeTracker, noteLeftOut, type JudgeRules } from './rules.ts';
import { verdictSpanMs } from '../../../core/agreed-times.ts';

interface PastJudge {
  judge(question: JudgeQuestion, atMs: number): Promise<Result<Judged>>;
  close(): void;
}

/** The panels of a dashboard ask about the same time. */
const maxTrackers = 2;

interface PastTracker {
  readonly tracker: SuspectTracker;
  readonly fromMs: number | null;
  readonly leftOut: number;
}

export function judgePast(options: {
  readonly engine: Promise<Result<HistoryEngine>>;
  readonly rules: () => JudgeRules;
  /** Default: those of the process. */
  readonly turns?: ReplayTurns;
}): PastJudge {
  const { turns = processReplayTurns } = options;
  const leaving = new AbortController();
  const trackers = new LRUCache<string, PastTracker>({ max: maxTrackers });
  /** Trackers that are being filled or wait for their turn. */
  const filling = new Map<string, Promise<Result<PastTracker>>>();

  async function judge(question: JudgeQuestion, atMs: number): Promise<Result<Judged>> {
    const key = JSON.stringify([atMs, question.targets]);
    const known = trackers.get(key);
    const filled = known === undefined ? await fillOnce(key, question, atMs) : succeed(known);
    if (!filled.ok) return filled;
    const { tracker, fromMs, leftOut } = filled.value;
    return succeed({
      verdicts: tracker.judge(atMs, { per: question.per }),
      fromMs,
      waiting: 0,
      total: 0,
      notices: noteLeftOut(leftOut, options.rules().maxBytes),
    });
  }

  async function fillOnce(key: string, question: JudgeQuestion, atMs: number): Promise<Result<PastTracker>> {
    const begun = filling.get(key) ?? fill(question, atMs).finally(() => filling.delete(key));
    filling.set(key, begun);
    const filled = await begun;
    if (filled.ok) trackers.set(key, filled.value);
    return filled;
  }

  async function fill({ targets: matchers }: JudgeQuestion, atMs: number): Promise<Result<PastTracker>> {
    const opened = await options.engine;
    if (!opened.ok) return opened;
    const engine = opened.value;
    const isWanted = compileMatchers(matchers, 'targets');
    if (!isWanted.ok) return isWanted;
    const known = await engine.listTargets(matchers);
    if (!known.ok) return known;
    const rules = options.rules();
    const fromMs = atMs - verdictSpanMs;
    const targets = known.value.filter(({ firstMs, lastMs }) => lastMs >= fromMs && firstMs <= atMs);
    if (targets.length > rules.maxPastTargets) return fail(refuseMany(targets.length, rules.maxPastTargets));
    const endTurn = await turns.take(leaving.signal);
    if (endTurn === undefined) return fail(busyProblem);
    try {
      return await replay(engine, targets, atMs);
    } finally {
      endTurn();
    }
  }

  async function replay(
    engine: HistoryEngine,
    targets: readonly KnownTarget[],
    atMs: number,
  ): Promise<Result<PastTracker>> {
    const rules = options.rules();
    const fromMs = atMs - verdictSpanMs;
    const tracker = new SuspectTracker(describeTracker(options.rules));
    const admission = openAdmission(tracker, () => rules.maxBytes / maxTrackers);
    let firstMs = Infinity;
    for (const some of cutTargets(targets, engine.targetsAtOnce?.whole ?? 1)) {
      const earliestMs = Math.min(...some.map((target) => target.firstMs));
      const range = { fromMs: Math.max(fromMs, earliestMs - 1), toMs: atMs, intervalMs: rules.intervalMs };
      const push = (sample: Sample): void => {
        firstMs = Math.min(firstMs, sample.atMs);
        tracker.push(admission.admit(sample));
      };
      const lives = new LifeTracker();
      const labels = some.map((target) => target.labels);
      const replayed = await replayTargets({ engine, targets: labels, range, lives, push }, leaving.signal);
      if (!replayed.ok) return replayed;
      for (const target of labels) tracker.prepare(target);
    }
    return succeed({ tracker, fromMs: firstMs === Infinity ? null : firstMs, leftOut: admission.leftOut() });
  }

  return { judge, close: () => leaving.abort() };
}

const busyProblem: Problem = {
  code: 'overloaded',
  status: 503,
  source: 'plugin',
  message:
    'Parked computes verdicts of the past on request, a few at a time, and this query waited too long. Try again in a minute, or choose a range that ends now.',
};

function refuseMany(targets: number, maxTargets: number): Problem {
  return {
    code: 'too_many_targets',
    status: 422,
    source: 'downstream',
    field: 'targets',
    message:
      `Parked computes verdicts of the past for at most ${formatCount(maxTargets)} targets ` +
      `(${nameBound('pastTargets')}), and ${formatCount(targets)} match. Choose fewer targets, or a range that ` +
      'ends now.',
  };
}
