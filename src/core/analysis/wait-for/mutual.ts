// Finds a `WaitGroup` whose `Done` must come from goroutines that wait for its waiter: they send to it, or wait for its
// signal to end, or wait for a group in turn, or it is one of them itself.
import { lastWord, packageOf, stripClosure } from '../../causes/names.ts';
import { readType, type Node } from './goroutines.ts';
import { findKinship, readReceiver } from './kinship.ts';
import { findServers, ownsGroup } from './servers.ts';

export interface Mutual {
  /** What the others wait for. `itself`: there are no others. */
  readonly kind: 'receive' | 'signal' | 'group' | 'itself';
  /** Waits for the group. */
  readonly waiter: Node;
  /** Would call `Done`. Of a circle of groups: the next ones in their order. */
  readonly others: readonly Node[];
}

/** For waiters that started nobody all goroutines are looked through: for some of each stack, and some in all. */
const maxLookedThrough = { stack: 3, all: 40 } as const;

export function findMutual(nodes: readonly Node[]): readonly Mutual[] {
  const waiting = nodes.filter(({ id, wants }) => id > 0 && wants?.kind === 'wait group');
  if (waiting.length === 0) return [];
  const children = collectChildren(nodes);
  const servers = new Map<Node, Servers>();
  const perStack = new Map<Node['entry'], number>();
  let looked = 0;
  for (const waiter of waiting) {
    const started = children.get(waiter.id);
    const before = perStack.get(waiter.entry) ?? 0;
    if (started !== undefined) servers.set(waiter, { nodes: started, byAddress: true });
    else if (before < maxLookedThrough.stack && looked < maxLookedThrough.all) {
      perStack.set(waiter.entry, before + 1);
      looked++;
      servers.set(waiter, findRelated(waiter, nodes));
    }
  }
  const told = new Set<Node>();
  return [...servers].flatMap(([waiter, { nodes: others }]): readonly Mutual[] => {
    const kind = told.has(waiter) ? undefined : findKind(waiter, others, nodes);
    if (kind !== undefined) return [{ kind, waiter, others }];
    const circle = told.has(waiter) ? undefined : findGroups(waiter, servers);
    for (const node of circle ?? []) told.add(node);
    return circle === undefined ? [] : [{ kind: 'group', waiter, others: circle.slice(1) }];
  });
}

function collectChildren(nodes: readonly Node[]): ReadonlyMap<number, readonly Node[]> {
  const children = new Map<number, Node[]>();
  for (const node of nodes) {
    if (node.creator === 0) continue;
    const known = children.get(node.creator);
    if (known === undefined) children.set(node.creator, [node]);
    else known.push(node);
  }
  return children;
}

/** Those who would call `Done`. */
interface Servers {
  readonly nodes: readonly Node[];
  readonly byAddress: boolean;
}

/** By address where the dump has any, else by the names of their code. */
function findRelated(waiter: Node, nodes: readonly Node[]): Servers {
  const found = findServers(waiter, nodes) ?? [];
  const byAddress = found.filter(({ sign }) => sign === 'address');
  return {
    nodes: (byAddress.length > 0 ? byAddress : found).map(({ node }) => node),
    byAddress: byAddress.length > 0,
  };
}

function findKind(waiter: Node, others: readonly Node[], nodes: readonly Node[]): Mutual['kind'] | undefined {
  if (others.length === 0) return isPartOfItself(waiter, nodes) ? 'itself' : undefined;
  const rest = nodes.filter((node) => node !== waiter && !others.includes(node));
  const states = others.map(({ entry }) => entry.stack.state);
  if (states.every((state) => state === 'chan send')) {
    return rest.some((node) => mayReceive(node, waiter, others[0]!)) ? undefined : 'receive';
  }
  const listen = states.every((state) => state === 'chan receive' || state === 'select');
  return listen && isEnding(waiter, others) && !rest.some((node) => mayTell(node, others)) ? 'signal' : undefined;
}

const endWords = /^(?:stop|close|shutdown|finish|drain|end|quit|terminate|kill|destroy|dispose)/i;

/** A method that ends what other methods of the object run. */
function isEnding({ frames: [asks] }: Node, others: readonly Node[]): boolean {
  if (asks === undefined || asks.type === '' || !endWords.test(lastWord(stripClosure(asks.name)))) return false;
  return others.every(({ frames: [waits] }) => waits?.type === asks.type);
}

/** It is in a method of their object. */
function mayTell({ frames }: Node, others: readonly Node[]): boolean {
  const objects = others.map(({ frames: [waits] }) => (waits === undefined ? 0 : readReceiver(waits)));
  return frames.some((frame) => frame.type === others[0]!.frames[0]!.type && isAmong(readReceiver(frame), objects));
}

const isAmong = (object: number, objects: readonly number[]): boolean =>
  object === 0 || objects.includes(0) || objects.includes(object);

/** The object whose group it waits for has started it, and nobody else is left who would call `Done`. */
function isPartOfItself(waiter: Node, nodes: readonly Node[]): boolean {
  const { frames, wants, entry } = waiter;
  const outermost = frames.at(-1);
  const { stack } = entry;
  if (outermost === undefined || frames.length < 2 || outermost.type === '' || stack.main) return false;
  if (readType(entry.creator ?? '') !== outermost.type) return false;
  const own = frames.filter(({ type }) => type === outermost.type);
  const isShown = own.some((frame) => readReceiver(frame) > 0) && (wants?.address ?? 0) > 0;
  const isItsGroup = isShown
    ? own.some((frame) => ownsGroup(frame, wants?.address ?? 0))
    : frames[0]?.type === outermost.type;
  return isItsGroup && (findServers(waiter, nodes) ?? []).length === 0;
}

/** From this waiter by those who would call `Done` back to it. All of them wait for groups, so nobody else helps. */
function findGroups(waiter: Node, servers: ReadonlyMap<Node, Servers>): readonly Node[] | undefined {
  const path: Node[] = [];
  const seen = new Set<Node>();
  const walk = (node: Node): boolean => {
    if (seen.has(node)) return node === waiter;
    const others = servers.get(node);
    const next = others?.nodes.filter((one) => isGivenGroup(one, node)) ?? [];
    if (next.length === 0 || !next.every((one) => servers.has(one))) return false;
    seen.add(node);
    path.push(node);
    if (next.some(walk)) return true;
    path.pop();
    return false;
  };
  return walk(waiter) && path.length > 1 ? path : undefined;
}

/** The group, or the object that begins with it, was passed to it, and not to the one who waits. */
function isGivenGroup(node: Node, { wants, frames }: Node): boolean {
  const group = wants?.address ?? 0;
  const isPassed = (all: Node['frames']) =>
    all.some((frame) => frame.arguments.some(({ value, stale }) => !stale && value === group));
  return group > 0 && isPassed(node.frames) && !isPassed(frames);
}

/**
 * A receiver in the same code, or in the same package if it can come to a receive. The main goroutine waits for
 * signals.
 */
export function mayReceive(node: Node, waiter: Node, sender: Node): boolean {
  // It is itself held up, perhaps in another call of the same function.
  if (node.wants !== undefined || node.entry.stack.state === 'chan send') return false;
  if (findKinship(sender, node) !== undefined || findKinship(waiter, node) !== undefined) return true;
  const { state, main } = node.entry.stack;
  if (main || (!node.active && state !== 'chan receive' && state !== 'select')) return false;
  const home = packageOf(sender.frames[0]?.name ?? '');
  return node.frames.some(({ name }) => packageOf(name) === home);
}
