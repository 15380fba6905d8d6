// One leak, one suspect. A connection has a worker, a reader and a writer, and all of them leak together: stacks that
// grow alike since the same time are parts of one suspect.
import { causes } from '../../causes/list.ts';
import type { CauseId } from '../../causes/model.ts';
import type { Fingerprint } from '../../stack/model.ts';
import { grades } from '../model.ts';
import type { Trend } from '../trend/model.ts';
import type { Suspect, SuspectPart } from './model.ts';
import { formatAmount } from '../../format.ts';
import { minuteMs } from '../../agreed-times.ts';

/** How much the counts, rates and onsets of parts may differ. */
const apart = { counts: 0.03, rates: 0.1, onset: 0.05 } as const;
const maxNamed = 3;

/**
 * A goroutine that waits for a lock or a signal is held up by the others, so it is not the cause of a leak with several
 * parts.
 */
const heldUpCauses: ReadonlySet<string> = new Set([
  'lock-never-released',
  'double-lock',
  'lock-order',
  'recursive-read-lock',
  'lock-held-while-waiting',
  'once-within-itself',
  'lost-signal',
]);

/** The fingerprints of all stacks of a suspect, its own first. */
export function listFingerprints({
  fingerprint,
  parts,
}: Pick<Suspect, 'fingerprint' | 'parts'>): readonly Fingerprint[] {
  return [fingerprint, ...parts.map((part) => part.fingerprint)];
}

/** The suspects of one service. */
export function mergeLockstep(suspects: readonly Suspect[]): readonly Suspect[] {
  const leaks: Suspect[][] = [];
  /** Those that grow. A single dump has none among many suspects. */
  const growing: Suspect[][] = [];
  for (const suspect of suspects) {
    const grows = suspect.trend !== null && !suspect.once;
    const leak = grows ? growing.find(([first]) => growTogether(first!, suspect)) : undefined;
    if (leak !== undefined) {
      leak.push(suspect);
      continue;
    }
    const alone = [suspect];
    leaks.push(alone);
    if (grows) growing.push(alone);
  }
  return leaks.map((leak) => (leak.length === 1 ? leak[0]! : merge(leak)));
}

function growTogether(a: Suspect, b: Suspect): boolean {
  if (a.trend === null || b.trend === null) return false;
  const near = (one: number, other: number, share: number, least: number): boolean =>
    Math.abs(one - other) <= Math.max(least, share * Math.max(one, other));
  const spanMs = Math.max(a.trend.toMs - a.trend.sinceMs, b.trend.toMs - b.trend.sinceMs);
  return (
    a.spread.instances === b.spread.instances &&
    (near(a.count, b.count, apart.counts, 2) || near(measureRise(a.trend), measureRise(b.trend), apart.counts, 2)) &&
    near(findPace(a), findPace(b), apart.rates, 0.02) &&
    Math.abs(a.trend.sinceMs - b.trend.sinceMs) <= Math.max(2 * minuteMs, apart.onset * spanMs)
  );
}

/** One of two that grew together may have stopped a sample earlier. */
function findPace({ growthPerMinute, stoppedMs, trend }: Suspect): number {
  return stoppedMs === null ? growthPerMinute : (trend?.perMinute ?? 0);
}

/** A stack may have healthy goroutines besides its leak. */
function measureRise({ from, to }: Trend): number {
  return to - from;
}

/** A request without an answer has no body to close, and its connection is not idle. */
const connectionCauses: ReadonlySet<string> = new Set(['http-body-not-closed', 'idle-http-connections']);

/**
 * The cause that most parts name. If some parts have own code, only those count. `parts` are in their order, which
 * breaks ties.
 */
function pickCause(parts: readonly Suspect[]): CauseId | null {
  const waitsForAnswer = parts.some(({ cause }) => cause === 'http-request-without-timeout');
  const isTelling = ({ cause }: Suspect): boolean =>
    cause !== null && !heldUpCauses.has(cause) && !(waitsForAnswer && connectionCauses.has(cause));
  const telling = parts.filter(isTelling);
  const own = telling.filter(({ stack }) => stack.ownFrame >= 0);
  const votes = new Map<CauseId, number>();
  for (const { cause } of own.length > 0 ? own : telling) if (cause) votes.set(cause, (votes.get(cause) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return (
    [...votes].find(([, count]) => count === most)?.[0] ?? parts.find(({ cause }) => cause !== null)?.cause ?? null
  );
}

/** A deadlock holds up the other parts, whatever they wait for. */
export const leadsByLock = ({ locks }: Suspect): boolean =>
  locks !== null && (locks.deadlock || locks.grade === 'proven');

function merge(leak: readonly Suspect[]): Suspect {
  const sorted = [...leak].sort(compareParts);
  const locked = sorted.find(leadsByLock);
  const cause = locked?.cause ?? pickCause(sorted);
  const isOwn = ({ stack }: Suspect): boolean => stack.ownFrame >= 0;
  const head = locked ?? sorted.find((one) => one.cause === cause && isOwn(one) === isOwn(sorted[0]!)) ?? sorted[0];
  const rest = sorted.filter((one) => one !== head);
  const sure = leak.reduce((best, one) => (grades.indexOf(one.grade) > grades.indexOf(best.grade) ? one : best));
  const found = [...new Set([head!, ...rest].flatMap(({ cause }) => cause ?? []))];
  const also = [...found, ...head!.also].filter((one, index, all) => one !== cause && all.indexOf(one) === index);
  const names = rest.slice(0, maxNamed).map((one) => one.function);
  const others = rest.length > maxNamed ? `${names.join(', ')} and ${rest.length - maxNamed} more` : names.join(', ');
  return {
    ...head!,
    grade: sure.grade,
    confidence: sure.confidence,
    probability: sure.probability,
    surer: sure.surer,
    proven: Math.max(...leak.map(({ proven }) => proven)),
    cause,
    also,
    fix: cause === null ? null : causes[cause].fix,
    costBytes: {
      low: leak.reduce((sum, { costBytes }) => sum + costBytes.low, 0),
      high: Math.max(
        ...leak.map(({ costBytes }) => costBytes.high),
        leak.reduce((sum, one) => sum + one.costBytes.low, 0),
      ),
    },
    evidence: [
      ...head!.evidence,
      `${formatAmount(rest.length, 'other stack grows', 'other stacks grow')} in lockstep with it and ${rest.length === 1 ? 'is part' : 'are parts'} of the same leak: ${others}.`,
    ],
    parts: rest.map(describePart),
    locks: head!.locks ?? rest.find(({ locks }) => locks !== null)?.locks ?? null,
  };
}

/**
 * Own code comes first, then stacks with a cause of their own, then a stable order. The writer of an HTTP connection
 * waits in the same way whatever its reader waits for, so the reader comes before the writer.
 */
function compareParts(a: Suspect, b: Suspect): number {
  const rank = ({ stack, cause }: Suspect): number => {
    const own = stack.ownFrame >= 0 ? 0 : 4;
    if (cause === null) return own + 2;
    return own + (heldUpCauses.has(cause) || stack.frames.some(({ name }) => name === httpWriter) ? 1 : 0);
  };
  return rank(a) - rank(b) || (a.fingerprint < b.fingerprint ? -1 : 1);
}

const httpWriter = 'net/http.(*persistConn).writeLoop';

export function describePart({ fingerprint, stack, state, count, location, function: name }: Suspect): SuspectPart {
  return { fingerprint, stack, state, count, location, function: name };
}
