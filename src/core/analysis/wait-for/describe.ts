// A trouble in words: its cause, how sure it is, and the sentences that say why.
import type { Fingerprint } from '../../stack/model.ts';
import type { Candidate } from './holders.ts';
import type { Node, UserFrame } from './goroutines.ts';
import type { Lock } from './locks.ts';
import type { LockCause, LockTrouble, Party, WaitForEdge } from './model.ts';

export type Found = (
  | { readonly is: 'circle'; readonly steps: readonly { readonly lock: Lock; readonly holder: Candidate }[] }
  | {
      readonly is: 'held';
      readonly lock: Lock;
      readonly holder: Candidate;
      readonly busy: boolean;
      readonly servers: readonly Node[];
    }
  | { readonly is: 'nobody'; readonly lock: Lock }
) & { readonly queue?: readonly Node[] };

interface Surroundings {
  /** Goroutines are missing: what is absent proves nothing. */
  readonly isExcerpt: boolean;
  /** The runtime says that all goroutines are asleep. */
  readonly dead: boolean;
}

/** Undefined for a queue that moves on. */
export function describeTrouble(found: Found, surroundings: Surroundings): LockTrouble | undefined {
  const queue = found.queue ?? [];
  switch (found.is) {
    case 'circle':
      return describeCircle(found.steps, queue, surroundings);
    case 'held':
      return describeHeld(found, queue, surroundings);
    case 'nobody':
      return describeNobody(found.lock, queue, surroundings);
  }
}

function describeCircle(
  steps: Extract<Found, { is: 'circle' }>['steps'],
  queue: readonly Node[],
  { isExcerpt }: Surroundings,
): LockTrouble {
  const [first] = steps;
  const { lock, holder } = first!;
  const kind = holder.node.wants!.kind;
  const cause: LockCause =
    steps.length > 1 ? 'lock-order' : kind === 'read lock' ? 'recursive-read-lock' : 'double-lock';
  const closed = steps.every((step) => step.holder.sign === 'address');
  const edges = steps.map((step, index): WaitForEdge => {
    const waiter = steps[(index + steps.length - 1) % steps.length]!.holder.node;
    return describeEdge(step.lock, [waiter], step.holder);
  });
  const sure = closed ? 'Addresses in the dump close the circle.' : 'Names close the circle: that is a guess.';
  const writers = queue.filter(({ wants }) => wants?.kind === 'write lock');
  return {
    cause,
    grade: closed && !isExcerpt ? 'proven' : 'likely',
    deadlock: !isExcerpt,
    fingerprint: pickPrincipal([...steps.map((step) => step.holder.node), ...queue]),
    fingerprints: listFingerprints([...steps.map((step) => step.holder.node), ...queue]),
    waiting: countNodes([...steps.map((step) => step.holder.node), ...queue]),
    edges,
    queue: describeParties(queue),
    sentence: describeCircleSentence(cause, lock, holder, steps.length),
    evidence: [
      ...edges.map(describeEdgeSentence),
      ...(cause === 'recursive-read-lock' && writers.length > 0
        ? [
            `${startSentence(describeCount(countNodes(writers), 'to write'))}: since they came, no further reader gets in.`,
          ]
        : []),
      sure,
      ...describeQueue(queue),
    ],
  };
}

function describeCircleSentence(cause: LockCause, lock: Lock, { frame }: Candidate, steps: number): string {
  if (cause === 'double-lock')
    return `${frame.name} holds ${nameLock(lock)} and asks for it again: it waits for itself.`;
  if (cause === 'recursive-read-lock') {
    return `${frame.name} holds ${nameLock(lock)} for reading and asks for it again, with a writer between.`;
  }
  return `${steps} goroutines each hold a lock that the next one waits for.`;
}

function describeHeld(
  { lock, holder, busy, servers }: Extract<Found, { is: 'held' }>,
  queue: readonly Node[],
  { isExcerpt, dead }: Surroundings,
): LockTrouble | undefined {
  const longest = longestWait([holder.node, ...lock.waiters]);
  // Whoever works lets go soon.
  if (busy && longest < 1) return undefined;
  const { state } = holder.node.entry.stack;
  const edge = describeEdge(lock, lock.waiters, holder);
  const closed = servers.length > 0 && holder.sign === 'address';
  const likely = !busy && (longest >= 1 || dead || servers.length > 0);
  return {
    cause: 'lock-held-while-waiting',
    grade: closed && !isExcerpt ? 'proven' : likely ? 'likely' : 'watch',
    deadlock: servers.length > 0 && !isExcerpt,
    fingerprint: pickPrincipal([holder.node, ...queue]),
    fingerprints: listFingerprints([holder.node, ...queue]),
    waiting: countNodes(queue),
    edges: [edge],
    queue: describeParties(queue),
    sentence: `${holder.frame.name} holds ${nameLock(lock)} while it waits in ${state}.`,
    evidence: [
      describeEdgeSentence(edge),
      ...(servers.length > 0
        ? [
            `It waits for goroutines that it has started, and of those ${describeCount(servers.length, 'for its lock')}.`,
          ]
        : []),
      holder.sign === 'address'
        ? 'An address in the dump names the holder.'
        : 'Names suggest the holder: that is a guess.',
      ...describeQueue(queue),
    ],
  };
}

function describeNobody(
  lock: Lock,
  queue: readonly Node[],
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
    sentence: `Nobody in the dump can hold ${nameLock(lock)}: whoever took it returned without unlocking.`,
    evidence: describeQueue(queue),
  };
}

function describeEdge(lock: Lock, waiters: readonly Node[], holder: Candidate | undefined): WaitForEdge {
  const [first] = waiters;
  return {
    waiters: { ...describeParties(waiters)[0]!, count: countNodes(waiters) },
    kind: first?.wants?.kind ?? 'mutex',
    lock: nameLock(lock),
    holder: holder && describeParty([holder.node], holder.frame),
    sign: holder?.sign ?? 'name',
  };
}

function describeEdgeSentence({ waiters, lock, holder }: WaitForEdge): string {
  const who = `${waiters.function} (${waiters.location}) waits for ${lock}`;
  return holder === undefined ? `${who}.` : `${who}, which ${holder.function} (${holder.location}) holds.`;
}

function describeQueue(queue: readonly Node[]): readonly string[] {
  if (queue.length === 0) return [];
  const longest = longestWait(queue);
  const since = longest < 1 ? '' : `, the longest for ${longest} ${longest === 1 ? 'minute' : 'minutes'}`;
  return [startSentence(`${describeCount(countNodes(queue), 'behind it')}${since}.`)];
}

const describeCount = (count: number, rest: string): string =>
  `${count === 1 ? 'one goroutine waits' : `${count} goroutines wait`} ${rest}`;
const startSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** By the type that it belongs to, else by the function that asks for it. */
function nameLock({ owners: [owner = ''] }: Lock): string {
  return owner.endsWith(')') ? `the lock of ${owner}` : `a lock that ${owner} takes`;
}

/** By stack, the largest first. */
function describeParties(nodes: readonly Node[]): readonly Party[] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const { fingerprint, state } = node.entry.stack;
    const key = `${fingerprint} ${state}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return [...groups.values()]
    .map((group) => describeParty(group, group[0]!.frames[0]))
    .sort((a, b) => b.count - a.count);
}

function describeParty(nodes: readonly Node[], frame: UserFrame | undefined): Party {
  const { stack } = nodes[0]!.entry;
  const raw = stack.frames.find(({ name, raw: { line } }) => name === frame?.name && line === frame.line)?.raw;
  const file = raw === undefined ? '' : raw.file.slice(raw.file.lastIndexOf('/') + 1);
  return {
    fingerprint: stack.fingerprint,
    state: stack.state,
    function: frame?.name ?? stack.function,
    location: file === '' ? stack.location : `${file}:${raw?.line ?? 0}`,
    count: countNodes(nodes),
    waitMinutes: longestWait(nodes),
  };
}

/** The main goroutine is no suspect: where others take part, one of them stands for the trouble. */
function pickPrincipal(nodes: readonly Node[]): Fingerprint {
  const node = nodes.find(({ entry }) => !entry.stack.main) ?? nodes[0]!;
  return node.entry.stack.fingerprint;
}

const countNodes = (nodes: readonly Node[]): number => nodes.reduce((sum, { count }) => sum + count, 0);
const listFingerprints = (nodes: readonly Node[]) => [...new Set(nodes.map(({ entry }) => entry.stack.fingerprint))];

/** Whole minutes. */
function longestWait(nodes: readonly Node[]): number {
  return nodes.reduce((most, { entry }) => Math.max(most, entry.entry.header?.waits.at(-1)?.[0] ?? 0), 0);
}
