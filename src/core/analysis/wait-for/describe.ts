// Describes a trouble: its cause, certainty and reasons.
import type { CircleStep } from './circles.ts';
import { describeExhausted, describeMutual } from './describe-beyond-locks.ts';
import { listWaiting, type Found, type Surroundings } from './found.ts';
import type { Node } from './goroutines.ts';
import type { Candidate } from './holders.ts';
import { isOnce, type Lock } from './locks.ts';
import type { LockCause, LockTrouble, WaitForEdge } from './model.ts';
import {
  countNodes,
  describeCount,
  describeEdge,
  describeEdgeSentence,
  describeParties,
  describeParty,
  describeQueue,
  listFingerprints,
  longestWait,
  nameLock,
  pickPrincipal,
  startSentence,
} from './parties.ts';
import { estimatePauseMs } from './offer-dump.ts';
import { readService, type Server, type Service } from './servers.ts';

type FoundAs<Is extends Found['is']> = Extract<Found, { is: Is }>;

/** Fewer waiters, known by name only, are normal contention. */
const minByNames = 5;

/** Undefined for a queue that moves. */
export function describeTrouble(found: Found, surroundings: Surroundings): LockTrouble | undefined {
  const trouble = describeFound(found, surroundings);
  if (trouble === undefined || !surroundings.namesOnly) return trouble;
  // Names cannot prove that nobody holds it.
  if (trouble.waiting < minByNames || found.is === 'nobody') return undefined;
  const pause = estimatePauseMs(surroundings.goroutines);
  return {
    ...trouble,
    grade: 'watch',
    deadlock: false,
    sentence: `By names alone: ${trouble.sentence}`,
    evidence: [
      ...trouble.evidence.filter((sentence) => !sentence.endsWith('this is a guess.')),
      `Only names are known. The addresses in a dump would tell; it stops the process for about ${pause} ms.`,
    ],
  };
}

function describeFound(found: Found, surroundings: Surroundings): LockTrouble | undefined {
  switch (found.is) {
    case 'circle':
      return describeCircle(found, surroundings);
    case 'held':
      return describeHeld(found, surroundings);
    case 'nobody':
      return describeNobody(found, surroundings);
    case 'exhausted':
      return describeExhausted(found, surroundings);
    case 'mutual':
      return describeMutual(found, surroundings);
  }
}

function describeCircle(found: FoundAs<'circle'>, { isExcerpt }: Surroundings): LockTrouble {
  const { steps, queue } = found;
  const cause = nameCircle(steps);
  const closed = steps.every((step) => step.holder.sign === 'address');
  const edges = tellApart(
    steps.map((step, index) => {
      const waiter = steps[(index + steps.length - 1) % steps.length]!.holder.node;
      return describeEdge(step.lock, [waiter], step.holder);
    }),
  );
  const members = listWaiting(found);
  const writers = queue.filter(({ wants }) => wants?.kind === 'write lock');
  return {
    cause,
    grade: closed && !isExcerpt ? 'proven' : 'likely',
    deadlock: !isExcerpt,
    fingerprint: pickPrincipal(members),
    fingerprints: listFingerprints(members),
    waiting: countNodes(members),
    edges,
    queue: describeParties(queue),
    sentence: describeCircleSentence(cause, steps),
    evidence: [
      ...edges.map(describeEdgeSentence),
      ...(cause === 'recursive-read-lock' && writers.length > 0
        ? [`${startSentence(describeCount(countNodes(writers), 'to write'))}. Since then, no further reader gets in.`]
        : []),
      closed ? 'Addresses in the dump close the circle.' : 'Only names close the circle, so this is a guess.',
      ...describeQueue(queue),
    ],
  };
}

/** Different locks of one type, or that one function takes, have the same name. */
function tellApart(edges: readonly WaitForEdge[]): readonly WaitForEdge[] {
  return edges.map((edge, index) => {
    const isRepeated = edges.slice(0, index).some(({ lock }) => lock === edge.lock);
    return isRepeated ? { ...edge, lock: edge.lock.replace(/^(?:the|an?) /, 'another ') } : edge;
  });
}

function nameCircle(steps: readonly CircleStep[]): LockCause {
  if (steps.every(({ lock }) => isOnce(lock))) return 'once-within-itself';
  if (steps.length > 1) return 'lock-order';
  return steps[0]!.holder.node.wants!.kind === 'read lock' ? 'recursive-read-lock' : 'double-lock';
}

function describeCircleSentence(cause: LockCause, steps: readonly CircleStep[]): string {
  const { lock, holder } = steps[0]!;
  const holds = `${holder.frame.name} holds ${nameLock(lock)}`;
  if (steps.length > 1) return `${steps.length} goroutines each hold a lock that the next one waits for.`;
  if (cause === 'once-within-itself') {
    return `${holder.frame.name} runs ${nameLock(lock)} and calls it again before it is done, so it waits for itself.`;
  }
  return cause === 'double-lock'
    ? `${holds} and asks for it again, so it waits for itself.`
    : `${holds} for reading and asks for it again, with a writer between.`;
}

function describeHeld(
  { lock, holder, busy, servers, queue }: FoundAs<'held'>,
  { isExcerpt, dead }: Surroundings,
): LockTrouble | undefined {
  const longest = longestWait([holder.node, ...lock.waiters]);
  // A running holder releases the lock soon.
  if (busy && longest < 1) return undefined;
  const { state } = holder.node.entry.stack;
  const service = readService(holder.node);
  const edge = describeEdge(lock, lock.waiters, holder);
  const further = service === undefined || servers.length === 0 ? [] : [describeServiceEdge(holder, service, servers)];
  const closed = servers.some(({ sign }) => sign === 'address') && holder.sign === 'address';
  const likely = !busy && (longest >= 1 || dead || servers.length > 0);
  return {
    cause: 'lock-held-while-waiting',
    grade: closed && !isExcerpt ? 'proven' : likely ? 'likely' : 'watch',
    deadlock: servers.length > 0 && !isExcerpt,
    fingerprint: pickPrincipal([holder.node, ...queue]),
    fingerprints: listFingerprints([holder.node, ...queue]),
    waiting: countNodes(queue),
    edges: [edge, ...further],
    queue: describeParties(queue),
    sentence: `${holder.frame.name} ${isOnce(lock) ? 'runs' : 'holds'} ${nameLock(lock)} while it waits in ${state}.`,
    evidence: [
      describeEdgeSentence(edge),
      ...(service === undefined ? [] : describeServers(holder, service, servers)),
      holder.sign === 'address'
        ? 'An address in the dump names the holder.'
        : 'Only names suggest the holder, so this is a guess.',
      ...describeQueue(queue),
    ],
  };
}

const acts: Readonly<Record<Service, string>> = {
  'wait group': 'call Done',
  condition: 'signal',
  send: 'receive',
  receive: 'send',
};

/** The goroutines that the holder waits for, which themselves wait for its lock. */
function describeServers(holder: Candidate, service: Service, servers: readonly Server[]): readonly string[] {
  const nodes = servers.map(({ node }) => node);
  if (nodes.length === 0) return [];
  const started = nodes.filter(({ creator }) => creator > 0 && creator === holder.node.id);
  if (service === 'wait group' && started.length === nodes.length) {
    return [
      `It waits for goroutines that it has started, and of those ${describeCount(countNodes(nodes), 'for its lock')}.`,
    ];
  }
  const who = `${describeCount(countNodes(nodes), 'for its lock')} in ${nodes[0]!.frames[0]?.name ?? 'its code'}`;
  return [`It continues when a goroutine ${toThirdPerson(acts[service])}. Of those who would, ${who}.`];
}

const toThirdPerson = (act: string): string => act.replace(/^\w+/, (verb) => `${verb}s`);

function describeServiceEdge(holder: Candidate, service: Service, servers: readonly Server[]): WaitForEdge {
  const nodes = servers.map(({ node }) => node);
  return {
    waiters: describeParty([holder.node], holder.frame),
    kind: service === 'send' || service === 'receive' ? 'channel' : service,
    lock: `somebody to ${acts[service]}`,
    holder: { ...describeParties(nodes)[0]!, count: countNodes(nodes) },
    sign: servers.every(({ sign }) => sign === 'address') ? 'address' : 'name',
  };
}

function describeNobody(
  { lock, queue }: { readonly lock: Lock; readonly queue: readonly Node[] },
  { isExcerpt, dead }: Surroundings,
): LockTrouble | undefined {
  if (isExcerpt) return undefined;
  const longest = longestWait(lock.waiters);
  return {
    cause: 'lock-never-released',
    grade: longest >= 1 || dead ? 'likely' : 'watch',
    deadlock: false,
    fingerprint: pickPrincipal(lock.waiters),
    fingerprints: listFingerprints(queue),
    waiting: countNodes(queue),
    edges: [describeEdge(lock, lock.waiters, undefined)],
    queue: describeParties(queue),
    sentence: `Nobody in the dump can hold ${nameLock(lock)}. A goroutine took it and returned without unlocking.`,
    evidence: describeQueue(queue),
  };
}
