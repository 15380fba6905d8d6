// Describes the goroutines of a trouble: who takes part, who waits for what, and the longest wait.
import type { Fingerprint } from '../../stack/model.ts';
import { readAsking, type Node, type UserFrame } from './goroutines.ts';
import type { Candidate } from './holders.ts';
import { isOnce, type Lock } from './locks.ts';
import type { Party, WaitForEdge } from './model.ts';

export function describeEdge(lock: Lock, waiters: readonly Node[], holder: Candidate | undefined): WaitForEdge {
  const [first] = waiters;
  return {
    waiters: { ...describeParties(waiters)[0]!, count: countNodes(waiters) },
    kind: first?.wants?.kind ?? 'mutex',
    lock: nameLock(lock),
    holder: holder && describeParty([holder.node], holder.frame),
    sign: holder?.sign ?? 'name',
  };
}

export function describeEdgeSentence({ waiters, lock, holder, kind }: WaitForEdge): string {
  const who = `${waiters.function} (${waiters.location}) waits for ${lock}`;
  if (holder === undefined) return `${who}.`;
  return `${who}, which ${holder.function} (${holder.location}) ${kind === 'once' ? 'is running' : 'holds'}.`;
}

export function describeQueue(queue: readonly Node[]): readonly string[] {
  if (queue.length === 0) return [];
  const longest = longestWait(queue);
  const since = longest < 1 ? '' : `, the longest for ${longest} ${longest === 1 ? 'minute' : 'minutes'}`;
  return [startSentence(`${describeCount(countNodes(queue), 'behind it')}${since}.`)];
}

export const describeCount = (count: number, rest: string): string =>
  `${count === 1 ? 'one goroutine waits' : `${count} goroutines wait`} ${rest}`;

export const startSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Named by the type that contains it, else by the function that takes it. */
export function nameLock(lock: Lock): string {
  const [owner = ''] = lock.owners;
  const isType = owner.endsWith(')');
  if (isOnce(lock) && onceFunctions.test(owner)) return `a sync.${onceFunctions.exec(owner)![1]!}`;
  if (isOnce(lock)) return isType ? `the sync.Once of ${owner}` : `a sync.Once that ${owner} calls`;
  return isType ? `the lock of ${owner}` : `a lock that ${owner} takes`;
}

/** Since Go 1.22 the function that `sync.OnceValue` returns is named after its caller. */
const onceFunctions = /\.(Once(?:Func|Values?))\.func$/;

/** By stack, largest first. */
export function describeParties(nodes: readonly Node[]): readonly Party[] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const { fingerprint, state } = node.entry.stack;
    const key = `${fingerprint} ${state}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return [...groups.values()]
    .map((group) => describeParty(group, readAsking(group[0]!)))
    .sort((a, b) => b.count - a.count);
}

/** `frame` takes or holds the lock. */
export function describeParty(nodes: readonly Node[], frame: UserFrame | undefined): Party {
  const { stack } = nodes[0]!.entry;
  const raw = stack.frames.find(({ name, raw: { line } }) => name === frame?.name && line === frame.line)?.raw;
  const file = raw === undefined ? '' : raw.file.slice(raw.file.lastIndexOf('/') + 1);
  return {
    fingerprint: stack.fingerprint,
    state: stack.state,
    function: frame?.name ?? stack.function,
    location: file === '' ? stack.location : `${file}:${raw?.line ?? 0}`,
    file: raw?.file ?? '',
    line: raw?.line ?? 0,
    count: countNodes(nodes),
    waitMinutes: longestWait(nodes),
  };
}

/** The main goroutine is not a suspect: if others take part, one of them represents the trouble. */
export function pickPrincipal(nodes: readonly Node[]): Fingerprint {
  const node = nodes.find(({ entry }) => !entry.stack.main) ?? nodes[0]!;
  return node.entry.stack.fingerprint;
}

export const countNodes = (nodes: readonly Node[]): number => nodes.reduce((sum, { count }) => sum + count, 0);

export const listFingerprints = (nodes: readonly Node[]): readonly Fingerprint[] => [
  ...new Set(nodes.map(({ entry }) => entry.stack.fingerprint)),
];

/** Whole minutes. */
export function longestWait(nodes: readonly Node[]): number {
  return nodes.reduce((most, { entry }) => Math.max(most, entry.entry.header?.waits.at(-1)?.[0] ?? 0), 0);
}
