// Describes circles without a lock: a semaphore without tokens, and a group whose members send to their waiter.
import { listWaiting, type Found, type Surroundings } from './found.ts';
import type { Node } from './goroutines.ts';
import type { LockTrouble, Party, WaitForEdge } from './model.ts';
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
  const members = listWaiting(found);
  return {
    cause: 'circular-wait',
    grade: 'likely',
    deadlock: true,
    fingerprint: pickPrincipal(members),
    fingerprints: listFingerprints(members),
    waiting: countNodes(members),
    queue: [],
    ...describeKind(found),
  };
}

function describeKind({
  kind,
  waiter,
  others,
}: FoundAs<'mutual'>): Pick<LockTrouble, 'edges' | 'sentence' | 'evidence'> {
  const [waits] = describeParties([waiter]);
  if (kind === 'group') return describeGroups([waiter, ...others]);
  if (kind === 'itself') return describeItself(waiter, waits!);
  const stuck = { ...describeParties(others)[0]!, count: countNodes(others) };
  const act = kind === 'receive' ? 'receive' : 'send or close';
  const where = `in ${stuck.function} (${stuck.location}) for somebody to ${act}`;
  return {
    edges: [
      { waiters: waits!, kind: 'wait group', lock: 'somebody to call Done', holder: stuck, sign: 'address' },
      { waiters: stuck, kind: 'channel', lock: `somebody to ${act}`, holder: waits, sign: 'name' },
    ],
    sentence:
      kind === 'receive'
        ? `${waits!.function} waits for goroutines that send to nobody before it is done.`
        : `${waits!.function} waits for goroutines that wait to be told to end, and nobody else would tell them.`,
    evidence: [
      `${startSentence(describeCount(countNodes(others), where))}, and nobody else in the dump would.`,
      `That ${kind === 'receive' ? 'they send to' : 'they are told by'} the one who waits is a guess.`,
    ],
  };
}

/** Each waits for the group of the next. */
function describeGroups(circle: readonly Node[]): Pick<LockTrouble, 'edges' | 'sentence' | 'evidence'> {
  const parties = circle.map((node) => describeParties([node])[0]!);
  const edges = parties.map((waiters, index): WaitForEdge => ({
    waiters,
    kind: 'wait group',
    lock: 'somebody to call Done',
    holder: parties[(index + 1) % parties.length]!,
    sign: 'address',
  }));
  return {
    edges,
    sentence: `${circle.length} goroutines each wait for a group that the next one is part of.`,
    evidence: ['That each would call Done for the group of its object is a guess.'],
  };
}

function describeItself(waiter: Node, waits: Party): Pick<LockTrouble, 'edges' | 'sentence' | 'evidence'> {
  const outermost = describeParty([waiter], waiter.frames.at(-1));
  const edge = { waiters: waits, kind: 'wait group', lock: 'somebody to call Done', sign: 'name' } as const;
  return {
    edges: [{ ...edge, holder: outermost }],
    sentence: `${waits.function} waits for a group that its own caller ${outermost.function} seems to be part of: it waits for itself.`,
    evidence: [
      'Nobody else in the dump would call Done.',
      'That it is part of the group itself is a guess: perhaps somebody ended without Done.',
    ],
  };
}
