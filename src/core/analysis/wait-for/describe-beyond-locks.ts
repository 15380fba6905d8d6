// Describes circles without a lock: a semaphore without tokens, and a group whose members send to their waiter.
import { listWaiting, type Found, type Surroundings } from './found.ts';
import type { LockTrouble } from './model.ts';
import {
  countNodes,
  describeCount,
  describeParties,
  describeParty,
  listFingerprints,
  pickPrincipal,
  startSentence,
} from './parties.ts';

type FoundAs<Is extends Found['is']> = Extract<Found, { is: Is }>;

export function describeExhausted(found: FoundAs<'exhausted'>, { isExcerpt }: Surroundings): LockTrouble | undefined {
  if (isExcerpt) return undefined;
  const { owner, waiters, holders } = found;
  const holding = holders.map(({ node }) => node);
  const members = listWaiting(found);
  const token = `a token that ${owner} takes`;
  return {
    cause: 'semaphore-exhausted',
    grade: 'likely',
    deadlock: true,
    fingerprint: pickPrincipal(members),
    fingerprints: listFingerprints(members),
    waiting: countNodes(members),
    edges: [
      {
        waiters: { ...describeParties(waiters)[0]!, count: countNodes(waiters) },
        kind: 'semaphore',
        lock: token,
        holder: { ...describeParty(holding, holders[0]!.frame), count: countNodes(holding) },
        sign: 'name',
      },
    ],
    queue: describeParties(waiters.filter((node) => !holding.includes(node))),
    sentence: `Whoever holds ${token} waits for another one: none comes back.`,
    evidence: [
      `${startSentence(describeCount(countNodes(waiters), `for ${token}`))}.`,
      'Names close the circle: that is a guess.',
    ],
  };
}

export function describeMutual(found: FoundAs<'mutual'>, { isExcerpt }: Surroundings): LockTrouble | undefined {
  if (isExcerpt) return undefined;
  const { waiter, senders } = found;
  const members = listWaiting(found);
  const waits = describeParty([waiter], waiter.frames[0]);
  const sends = { ...describeParties(senders)[0]!, count: countNodes(senders) };
  return {
    cause: 'circular-wait',
    grade: 'likely',
    deadlock: true,
    fingerprint: pickPrincipal(members),
    fingerprints: listFingerprints(members),
    waiting: countNodes(members),
    edges: [
      { waiters: waits, kind: 'wait group', lock: 'somebody to call Done', holder: sends, sign: 'address' },
      { waiters: sends, kind: 'channel', lock: 'somebody to receive', holder: waits, sign: 'name' },
    ],
    queue: [],
    sentence: `${waits.function} waits for goroutines that it has started, and they send to nobody before it is done.`,
    evidence: [
      `${startSentence(describeCount(countNodes(senders), `in ${sends.function} (${sends.location}) for somebody to receive`))}, and nobody else in the dump would.`,
      'That they send to the one who waits is a guess.',
    ],
  };
}
