// Joins what a dump says of locks with suspects that come from samples: history knows no one who waits for whom.
import { labelsKey } from '../../labels.ts';
import { reachesGrade } from '../verdict.ts';
import { describePart, leadsByLock, listFingerprints } from './lockstep.ts';
import type { Suspect } from './model.ts';
import { compareSuspects } from './rank.ts';

/**
 * `held`: suspects of one moment that have locks. A stack that waits behind a lock is no separate suspect unless its
 * grade is higher. The most certain first.
 */
export function joinLocks(known: readonly Suspect[], held: readonly Suspect[]): readonly Suspect[] {
  const joined = known.map((one) => {
    const now = one.locks === null ? held.find((other) => isPartOf(other, one)) : undefined;
    return now === undefined ? one : join(one, now);
  });
  const added = held.filter((one) => !joined.some((other) => isPartOf(one, other) || isTold(one, other)));
  return [...joined.filter((one) => !held.some((other) => isBehind(one, other))), ...added].sort(compareSuspects);
}

const isOfOne = (a: Suspect, b: Suspect): boolean => labelsKey(a.per) === labelsKey(b.per);

/** A leak of several stacks may have the lock in any of them. */
const isPartOf = (lock: Suspect, leak: Suspect): boolean =>
  isOfOne(lock, leak) && listFingerprints(leak).includes(lock.fingerprint);

const isTold = (one: Suspect, { locks, ...by }: Suspect): boolean =>
  isOfOne(one, { locks, ...by }) && locks?.fingerprints.includes(one.fingerprint) === true;

const isBehind = (one: Suspect, lock: Suspect): boolean =>
  !listFingerprints(one).includes(lock.fingerprint) &&
  isTold(one, lock) &&
  reachesGrade(lock.locks?.grade ?? null, one.grade);

function join(leak: Suspect, lock: Suspect): Suspect {
  const surest = reachesGrade(lock.grade, leak.grade) ? lock : leak;
  const { grade, confidence, probability, surer } = surest;
  const evidence = [...lock.evidence, ...leak.evidence.filter((sentence) => !lock.evidence.includes(sentence))];
  const both = { ...leak, grade, confidence, probability, surer, evidence, locks: lock.locks };
  const { cause, also, fix } = lock;
  if (lock.fingerprint === leak.fingerprint) return { ...both, cause, also, fix };
  if (!leadsByLock(lock)) return both;
  const { fingerprint, state, states, stack, count, rms, location, function: name } = lock;
  const parts = [describePart(leak), ...leak.parts.filter((part) => part.fingerprint !== fingerprint)];
  return { ...both, cause, also, fix, fingerprint, state, states, stack, count, rms, location, function: name, parts };
}
