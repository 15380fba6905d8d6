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
  longestWait,
  pickPrincipal,
  startSentence,
} from './parties.ts';
import { readService } from './servers.ts';

type FoundAs<Is extends Found['is']> = Extract<Found, { is: Is }>;

/** Stuck for good, or perhaps only until a goroutine that nothing ties to them comes along. */
function judgeMembers(
  members: readonly Node[],
  mayEnd: boolean,
  { knowsWaits }: Surroundings,
): Pick<LockTrouble, 'grade' | 'deadlock'> {
  const isSettled = !knowsWaits || members.every((node) => longestWait([node]) > 0);
  const isLong = knowsWaits && isSettled;
  return { grade: isSettled && (isLong || !mayEnd) ? 'likely' : 'watch', deadlock: isSettled && !mayEnd };
}

export function describeExhausted(found: FoundAs<'exhausted'>, surroundings: Surroundings): LockTrouble | undefined {
  if (surroundings.isExcerpt) return undefined;
  const { owner, waiters, holders, mayEnd } = found;
  const holding = holders.map(({ node }) => node);
  const members = listWaiting(found);
  const token = `a token that ${owner} takes`;
  return {
    cause: 'semaphore-exhausted',
    ...judgeMembers(members, mayEnd, surroundings),
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
    sentence: `Every holder of ${token} waits for another one, so none is returned.`,
    evidence: [
      `${startSentence(describeCount(countNodes(waiters), `for ${token}`))}.`,
      'Only names close the circle, so this is a guess.',
    ],
  };
}

export function describeMutual(found: FoundAs<'mutual'>, surroundings: Surroundings): LockTrouble | undefined {
  if (surroundings.isExcerpt) return undefined;
  const members = listWaiting(found);
  return {
    cause: 'circular-wait',
    ...judgeMembers(members, found.mayEnd, surroundings),
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
  mayEnd,
}: FoundAs<'mutual'>): Pick<LockTrouble, 'edges' | 'sentence' | 'evidence'> {
  const [waits] = describeParties([waiter]);
  if (kind === 'group') return describeGroups([waiter, ...others]);
  if (kind === 'answer') return describeAnswers([waiter, ...others]);
  if (kind === 'itself') return describeItself(waiter, waits!);
  const stuck = { ...describeParties(others)[0]!, count: countNodes(others) };
  const act = kind === 'signal' ? 'send or close' : 'receive';
  const waitsFor =
    kind === 'exchange'
      ? ({ kind: 'channel', lock: 'somebody to receive', sign: 'name' } as const)
      : ({ kind: 'wait group', lock: 'somebody to call Done', sign: 'address' } as const);
  const where = `in ${stuck.function} (${stuck.location}) for somebody to ${act}`;
  return {
    edges: [
      { ...waitsFor, waiters: waits!, holder: stuck },
      { waiters: stuck, kind: 'channel', lock: `somebody to ${act}`, holder: waits, sign: 'name' },
    ],
    sentence: `${waits!.function} ${mutualWords[kind]}`,
    evidence: [
      `${startSentence(describeCount(countNodes(others), where))}, and ${
        mayEnd
          ? 'nobody else of their code would; something else of the package may.'
          : 'nobody else in the dump would.'
      }`,
      `That ${kind === 'signal' ? 'they are told by' : 'they send to'} the one who waits is a guess.`,
    ],
  };
}

const mutualWords = {
  receive: 'waits for goroutines that send to nobody before it is done.',
  signal: 'waits for goroutines that wait to be told to end, and nobody else would tell them.',
  exchange: 'sends to goroutines that it started, and those wait until somebody receives what they send.',
} as const;

const services = {
  send: { kind: 'channel', lock: 'somebody to receive' },
  receive: { kind: 'channel', lock: 'somebody to send' },
  'wait group': { kind: 'wait group', lock: 'somebody to call Done' },
  condition: { kind: 'condition', lock: 'somebody to signal' },
} as const;

/** Each waits in a method of the object that the next one serves. */
function describeAnswers(circle: readonly Node[]): Pick<LockTrouble, 'edges' | 'sentence' | 'evidence'> {
  const parties = circle.map((node) => describeParties([node])[0]!);
  const edges = circle.map((node, index): WaitForEdge => ({
    ...services[readService(node) ?? 'receive'],
    waiters: parties[index]!,
    holder: parties[(index + 1) % parties.length]!,
    sign: 'name',
  }));
  return {
    edges,
    sentence: `${circle.length} goroutines ask one another in a circle, and none of them answers.`,
    evidence: ['That each would answer for the object whose method it runs is a guess.'],
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
    evidence: ['It is a guess that each would call Done for the group of its object.'],
  };
}

function describeItself(waiter: Node, waits: Party): Pick<LockTrouble, 'edges' | 'sentence' | 'evidence'> {
  const outermost = describeParty([waiter], waiter.frames.at(-1));
  const edge = { waiters: waits, kind: 'wait group', lock: 'somebody to call Done', sign: 'name' } as const;
  return {
    edges: [{ ...edge, holder: outermost }],
    sentence: `${waits.function} waits for a group that its own caller ${outermost.function} seems to be part of, so it waits for itself.`,
    evidence: [
      'Nobody else in the dump would call Done.',
      'It is a guess that it is part of the group itself. Perhaps a goroutine ended without Done.',
    ],
  };
}
