// How sure a verdict is, in words, and what would make it surer.
import type { Doubt } from '../trend/model.ts';
import type { SuspectFacts } from './evidence.ts';
import { spellTime } from './words.ts';

const leakProfile = "The runtime's leak profile (Go 1.26 and later) could prove it.";

/** What each doubt waits for. */
const remedies: Readonly<Record<Doubt, string>> = {
  young: 'It has to grow for 60 samples and an hour.',
  few: 'It has to grow by more before chance can be ruled out.',
  slowing: 'It slows down: wait whether it stops.',
  warming: 'It began with the process and may be warming up: wait two hours.',
  traffic: 'Traffic rose meanwhile: wait for a quiet hour, or let Parked read a request counter.',
  clock: 'Its pace is not even, and no whole day is known: wait whether it outlives the quiet hours.',
  returns: 'It has fallen before: only its lows over a day can tell.',
  plateau: 'Earlier lives of the process stopped at this level.',
  wander: 'It rose no more than it wanders: a longer history would tell.',
};

export function describeConfidence({ grade, once, trend, told, waits }: SuspectFacts): {
  readonly confidence: string;
  readonly surer: readonly string[];
} {
  if (grade === 'proven') {
    return { confidence: once ? 'Certain, and often harmless' : 'Certain', surer: [] };
  }
  const ask = told ? [] : [leakProfile];
  const agrees = trend?.grade === 'likely' && waits?.grade === 'likely';
  if (grade === 'likely')
    return { confidence: trend !== null && (trend.samples >= 240 || agrees) ? 'Very likely' : 'Likely', surer: ask };
  const doubts = trend?.doubts ?? [];
  if (trend !== null && trend.dueMs !== null) {
    const due = `It is judged at ${spellTime(trend.dueMs)}, sooner with the waits of a dump or a past from elsewhere.`;
    return { confidence: 'Too early to tell', surer: [due, ...ask] };
  }
  const confidence = doubts.includes('young') || doubts.includes('few') ? 'Too early to tell' : 'One sign of several';
  return { confidence, surer: [...doubts.map((doubt) => remedies[doubt]), ...ask] };
}
