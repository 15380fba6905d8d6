// Describes how certain a verdict is, and what would make it more certain.
import type { Doubt } from '../trend/model.ts';
import type { SuspectFacts } from './evidence.ts';
import { formatTime } from './words.ts';

const leakProfile = "The runtime's leak profile (Go 1.26 and later) could prove it.";

/** What would resolve each doubt. */
const remedies: Readonly<Record<Doubt, string>> = {
  young: 'It has to grow for 60 samples and an hour.',
  few: 'It has to grow by more before chance can be ruled out.',
  slowing: 'It slows down: wait whether it stops.',
  warming: 'It began with the process and may be filling up: wait half a day.',
  traffic: 'Traffic rose meanwhile: wait for a quiet hour, or let Parked read a request counter.',
  clock: 'Its pace is not even, and no whole day is known: wait whether it outlives the quiet hours.',
  returns: 'It has fallen before: only its lows over a day can tell.',
  plateau: 'Earlier lives of the process stopped at this level.',
  wander: 'It rose no more than it wanders: a longer history would tell.',
};

export function describeConfidence(facts: SuspectFacts): {
  readonly confidence: string;
  readonly probability: number;
  readonly surer: readonly string[];
} {
  const { grade, once, trend, told, waits, ended } = facts;
  const probability = estimateProbability(facts);
  if (grade === 'proven') {
    return { confidence: once ? 'Certain, and often harmless' : 'Certain', probability, surer: [] };
  }
  const ask = told || ended ? [] : [leakProfile];
  const agrees = trend?.grade === 'likely' && waits?.grade === 'likely';
  if (grade === 'likely') {
    const isSure = trend !== null && (trend.samples >= 240 || agrees);
    return { confidence: isSure ? 'Very likely' : 'Likely', probability, surer: ask };
  }
  const doubts = trend?.doubts ?? [];
  if (trend !== null && trend.dueMs !== null && !ended) {
    const due = `It is judged at ${formatTime(trend.dueMs)}, sooner with the waits of a dump or a past from elsewhere.`;
    return { confidence: 'Too early to tell', probability, surer: [due, ...ask] };
  }
  const confidence = doubts.includes('young') || doubts.includes('few') ? 'Too early to tell' : 'One sign of several';
  return { confidence, probability, surer: ended ? [] : [...doubts.map((doubt) => remedies[doubt]), ...ask] };
}

/**
 * Shares of real leaks among such verdicts, on randomly generated services of which half leak. docs/detection.md has
 * the table.
 */
const measured = {
  once: 0.1,
  proven: 0.99,
  /** It began while the process was watched, or has lasted half a day. */
  likely: 0.98,
  /** It began with the process less than half a day ago, when sessions and slow caches look alike. */
  young: 0.5,
  /** Judged by lows, days or lives. */
  slow: 0.5,
  watch: 0.4,
  rising: 0.2,
} as const;

const halfDayMs = 12 * 60 * 60_000;

function estimateProbability({ grade, once, trend, waits }: SuspectFacts): number {
  switch (grade) {
    case 'proven':
      return once ? measured.once : measured.proven;
    case 'watch':
    case 'rising':
      return measured[grade];
    case 'likely':
      break;
  }
  if (trend?.grade !== 'likely' || waits?.grade === 'likely') return measured.likely;
  if (trend.rule !== 'steady') return measured.slow;
  return trend.sinceStart && trend.toMs - trend.sinceMs < halfDayMs ? measured.young : measured.likely;
}
