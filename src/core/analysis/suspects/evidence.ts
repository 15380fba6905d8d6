// The evidence in sentences, with numbers that can be checked on a graph.
import type { Grade } from '../model.ts';
import type { Trend } from '../trend/model.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import type { WaitVerdict } from '../waits/model.ts';
import type { Change, Spread } from './model.ts';
import type { Share } from './share.ts';
import { formatAmount, formatCount } from '../../format.ts';
import { capitalise, formatRate, formatSpan, formatTime } from './words.ts';

/** Facts for the sentences about a suspect. */
export interface SuspectFacts {
  readonly grade: Grade;
  readonly once: boolean;
  readonly count: number;
  readonly proven: number;
  readonly trend: Trend | null;
  readonly sinceMs: number | null;
  /** Null while it grows. */
  readonly stoppedMs: number | null;
  readonly waits: WaitVerdict | null;
  readonly locks: LockTrouble | null;
  readonly spread: Spread;
  readonly growthPerMinute: number;
  readonly changed: Change | null;
  /** A leak profile was read. */
  readonly told: boolean;
  /** The leak checker that reported them. Null if none did. */
  readonly checker: string | null;
  /** Their processes have ended. */
  readonly ended: boolean;
  /** The state that alone proves the wait never ends, and its goroutines. */
  readonly endless: { readonly count: number; readonly state: string } | null;
  /** Number of samples of the process with most samples. */
  readonly samples: number;
  /** The largest number at one process. */
  readonly crowd: number;
  readonly share: Share | undefined;
  /**
   * It waits for a lock whose holder only a dump would show: the number of goroutines of its process. Null otherwise.
   */
  readonly undumped: number | null;
}

export function writeEvidence(facts: SuspectFacts): readonly string[] {
  const { trend, proven, once, crowd, grade } = facts;
  const sentences: string[] = [];
  if (facts.locks !== null) sentences.push(facts.locks.sentence, ...facts.locks.evidence);
  if (proven > 0) sentences.push(writeProof(facts));
  if (once) {
    sentences.push(
      facts.samples > 1
        ? 'One per process, and not growing. This is often intended.'
        : 'One per process, and one profile does not show growth. This is often intended.',
    );
  }
  if (trend !== null) sentences.push(...writeTrend(trend));
  if (facts.stoppedMs !== null) sentences.push(writeStop(facts, facts.stoppedMs));
  // That they came together is the lock's doing, not a sign of a pool.
  const isExplained = facts.locks !== null && facts.waits?.kind === 'settled';
  if (facts.waits !== null && facts.waits.kind !== 'unknown' && !isExplained) {
    sentences.push(facts.waits.sentence, ...facts.waits.evidence);
  }
  if (facts.changed !== null) sentences.push(writeChange(facts.changed));
  if (trend !== null || grade !== 'proven') sentences.push(...writeSpread(facts));
  const { share } = facts;
  if (share !== undefined && share.of >= 100 && share.count >= 0.4 * share.of) {
    // Rounded down, so that "100 %" means all.
    const percent = Math.floor((100 * share.count) / share.of);
    sentences.push(
      `They are ${percent} % of one process: ${formatCount(share.count)} of ${formatCount(share.of)} goroutines.`,
    );
  } else if (crowd >= 10_000) sentences.push(`${formatCount(crowd)} of them wait in one process.`);
  return sentences;
}

function writeProof({ proven, count, told, checker, endless }: SuspectFacts): string {
  if (checker !== null) return writeReport(proven, count, checker);
  if (!told && endless !== null && endless.count >= proven) {
    const wait = count === 1 ? 'its wait' : `the wait of ${formatShare(proven, count)}`;
    return `Nothing in the program can end ${wait} in "${endless.state}".`;
  }
  const share = formatShare(proven, count);
  return told
    ? `The runtime's leak profile lists ${share}. Nothing that still runs can wake them.`
    : `The runtime says of ${share} that nothing can ever wake them.`;
}

function writeReport(proven: number, count: number, checker: string): string {
  return `${capitalise(formatShare(proven, count))} ${count === 1 ? 'is' : 'are'} reported as leaked by ${checker}.`;
}

function formatShare(proven: number, count: number): string {
  if (proven !== count) return `${formatCount(proven)} of ${formatCount(count)}`;
  return count === 1 ? 'it' : `all ${formatCount(count)}`;
}

function writeTrend(trend: Trend): string[] {
  const since = trend.sinceStart ? `at least ${formatTime(trend.sinceMs)}` : formatTime(trend.sinceMs);
  const pace = formatRate(trend.perMinute);
  const range = `from ${formatCount(trend.from)} to ${formatCount(trend.to)}`;
  const sentences: string[] = [];
  switch (trend.rule) {
    case 'steady':
      sentences.push(
        `Rose in ${formatCount(trend.ups ?? 0)} of ${formatCount(trend.samples)} samples and hardly ever fell: ${range} since ${since}, ${pace}.`,
      );
      break;
    case 'covariance':
      sentences.push(`At equal traffic it rose ${range} since ${since}, ${pace}.`);
      break;
    case 'lows':
      sentences.push(
        `Its lows rose ${range} since ${since}, ${pace}, without a fall in ${formatSpan(trend.toMs - trend.sinceMs)}.`,
      );
      break;
    case 'days':
      sentences.push(
        `Each day was higher than the one before, at every hour. Its lows rose ${range} since ${since}, ${pace}.`,
      );
      break;
    case 'lives':
      sentences.push(`Grew in each of the last ${trend.lives} lives of the process, to the end of each, ${pace}.`);
      break;
    case 'rising':
      sentences.push(
        `Rises since ${since}, ${pace}: ${range} in ${formatAmount(trend.samples, 'sample')}${trend.ups === trend.samples - 1 ? ', higher in each' : ''}.`,
      );
      break;
    case 'prior':
      sentences.push(
        `The whole process rose ${range} goroutines since ${since}, ${pace}, according to a server with earlier samples. Most of its goroutines are at this place.`,
      );
      break;
    case 'fleet':
      sentences.push(
        `Grew in ${formatAmount(trend.lives, 'life', 'lives')} of the service's processes together, ${pace} in all, with hardly any falls.`,
      );
      break;
  }
  const { traffic } = trend;
  if (traffic?.level === true) {
    sentences.push(
      traffic.by === 'requests'
        ? 'Requests stayed level meanwhile.'
        : 'Short-lived goroutines of the same process stayed level meanwhile.',
    );
  } else if (traffic?.level === false) {
    const what = traffic.by === 'requests' ? 'Requests' : 'Short-lived goroutines of the same process';
    sentences.push(`${what} rose too, by a factor of ${Math.round(traffic.ratio * 10) / 10}.`);
  }
  return sentences;
}

function writeStop({ trend, sinceMs }: SuspectFacts, stoppedMs: number): string {
  const until = formatTime(stoppedMs);
  if (trend !== null || sinceMs === null) return `It stopped at ${until} and has been constant since then.`;
  return `It grew from ${formatTime(sinceMs)} to ${until} and has been constant since then.`;
}

function writeChange({ kind, atMs, build, buildBefore }: Change): string {
  if (kind === 'restart') return `The process had restarted at ${formatTime(atMs)}.`;
  return `It began with a new build at ${formatTime(atMs)}: ${buildBefore ?? 'unknown'}, then ${build ?? 'unknown'}.`;
}

function writeSpread({ spread, stoppedMs }: SuspectFacts): string[] {
  const { instances, of, growing, worst } = spread;
  const grows = stoppedMs === null ? 'grows' : 'grew';
  if (of < 2) return [];
  if (worst.outlier) {
    const name = worst.instance === '' ? 'One instance' : worst.instance;
    return [
      `${name} stands out with ${formatCount(worst.count)}, so the trigger is something that only some instances meet.`,
    ];
  }
  if (growing === of) return [`It ${grows} in all ${of} instances, so the cause is in the code.`];
  if (growing > 0) return [`It ${grows} in ${growing} of ${of} instances.`];
  return [`${instances} of ${of} instances have it.`];
}
