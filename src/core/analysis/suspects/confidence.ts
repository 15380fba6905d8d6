// Describes how certain a verdict is, and what would make it more certain.
import type { Doubt, Trend } from '../trend/model.ts';
import { estimatePauseMs, offerDump } from '../wait-for/offer-dump.ts';
import type { SuspectFacts } from './evidence.ts';
import { formatTime } from './words.ts';
import { hourMs } from '../../agreed-times.ts';

const leakProfile = "The runtime's leak profile (Go 1.26 and later) could prove it.";

/** What would resolve each doubt. */
const remedies: Readonly<Record<Doubt, string>> = {
  young: 'It has to grow for 60 samples and an hour.',
  few: 'It has to grow by more before chance can be ruled out.',
  slowing: 'It slows down. Wait to see whether it stops.',
  warming: 'It began with the process and may be a cache that fills. Wait half a day.',
  traffic: 'Traffic rose meanwhile. Wait for a quiet hour, or let Parked read a request counter.',
  clock: 'Its pace is uneven, and no whole day is known. Wait to see whether it stays in quiet hours.',
  returns: 'It has fallen before, so only its lows over a day can tell.',
  plateau: 'Earlier lives of the process stopped at this level.',
  wander: 'It rose no more than it usually varies. A longer history would tell.',
};

export function describeConfidence(facts: SuspectFacts): {
  readonly confidence: string;
  readonly probability: number;
  readonly surer: readonly string[];
} {
  const { grade, once, trend, told, waits, ended, undumped } = facts;
  const probability = estimateProbability(facts);
  if (grade === 'proven') {
    return { confidence: once ? 'Certain, and often harmless' : 'Certain', probability, surer: [] };
  }
  const ask = ended
    ? []
    : [...(undumped === null ? [] : [offerDump(estimatePauseMs(undumped))]), ...(told ? [] : [leakProfile])];
  const agrees = trend?.grade === 'likely' && waits?.grade === 'likely';
  if (grade === 'likely') {
    const isSure = trend !== null && (trend.samples >= 240 || agrees);
    return { confidence: isSure ? 'Very likely' : 'Likely', probability, surer: ask };
  }
  const doubts = trend?.doubts ?? [];
  if (trend !== null && trend.dueMs !== null && !ended) {
    const due = `It is judged at ${formatTime(trend.dueMs)}, or sooner with the waits of a dump or with samples from another server.`;
    return { confidence: 'Too early to tell', probability, surer: [due, ...ask] };
  }
  const confidence = doubts.includes('young') || doubts.includes('few') ? 'Too early to tell' : 'One sign of several';
  return { confidence, probability, surer: ended ? [] : [...doubts.map((doubt) => remedies[doubt]), ...ask] };
}

/**
 * Weights of evidence (Good 1950): natural logarithms of odds, which add up. The weights of rules, signs and doubts are
 * fitted by logistic regression to randomly drawn services, half of which leak. docs/detection.md has the table. The
 * other weights are estimates.
 */
const weights = {
  rule: { steady: 4.5, covariance: 4, lows: 2, days: 0, lives: 0.7, fleet: 0, prior: 2, rising: -0.6 },
  /** It began with the process, within half a day. Sessions and slow caches look the same for hours. */
  young: -1.5,
  watch: 3,
  rising: -0.6,
  /** A sign of growth that began before the process was sampled. */
  sinceStart: -0.8,
  /** A sign in the lows only. */
  lowsAlone: -1.7,
  /** More than 10,000 at one place, or most of a process, without growth. */
  crowd: -2.2,
  doubt: {
    young: -0.7,
    few: -1.3,
    slowing: -1.3,
    warming: -0.9,
    traffic: -1.6,
    clock: -0.1,
    returns: -1.6,
    plateau: -1.6,
    wander: -1.7,
  },
  /** Only the waits of a dump say that nobody left. */
  waits: 4,
  waitsAgree: 2,
  /** The waits of a dump show a pool, or goroutines that leave. */
  waitsHealthy: -2,
  /** It grows in each of three instances or more. */
  everywhere: 0.7,
} as const;

/** Only proof is more certain. */
const maxProbability = 0.98;
const proven = { once: 0.1, growing: 0.99 } as const;
/** Caches and pools of a new process are full by then. */
const halfDayMs = 12 * hourMs;

function estimateProbability(facts: SuspectFacts): number {
  const { grade, once } = facts;
  if (grade === 'proven') return once ? proven.once : proven.growing;
  const odds = Math.exp(weighEvidence(facts));
  return Math.min(maxProbability, Math.round((100 * odds) / (1 + odds)) / 100);
}

function weighEvidence({ grade, trend, waits, spread }: SuspectFacts): number {
  const agrees = waits?.grade === 'likely';
  const isHealthy = waits?.kind === 'settled' || waits?.kind === 'lifetime';
  const besides =
    (isHealthy ? weights.waitsHealthy : 0) + (spread.of >= 3 && spread.growing === spread.of ? weights.everywhere : 0);
  if (trend?.grade !== 'likely') {
    if (grade === 'likely') return weights.waits + besides;
    return (trend === null ? weights.crowd : weighSign(trend)) + besides;
  }
  const isYoung = trend.rule === 'steady' && trend.sinceStart && trend.toMs - trend.sinceMs < halfDayMs;
  return weights.rule[trend.rule] + (isYoung ? weights.young : 0) + (agrees ? weights.waitsAgree : 0) + besides;
}

/** The confidence in growth with a doubt, or growth too recent for a verdict. */
function weighSign({ rule, grade, doubts, sinceStart }: Trend): number {
  const start = sinceStart ? weights.sinceStart : 0;
  if (grade === 'rising') return weights.rising + start;
  const left = doubts.reduce((sum, doubt) => sum + weights.doubt[doubt], 0);
  return weights.watch + left + start + (rule === 'lows' ? weights.lowsAlone : 0);
}
