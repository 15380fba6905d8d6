// Finds goroutines that wait for their own waiter. It waits for a `WaitGroup`, and who would call `Done` sends to it,
// waits for its signal to end or for a group in turn, or is itself. Or it sends, and so do those whom it started.
import { lastWord, stripClosure } from '../../causes/names.ts';
import { readType, type Node } from './goroutines.ts';
import { findAskCircles } from './askers.ts';
import { readReceiver } from './kinship.ts';
import { findReception } from './receivers.ts';
import { findServers, ownsGroup } from './servers.ts';

export interface Mutual {
  /**
   * What the others wait for. `itself`: there are no others. `exchange`: the waiter sends, too. `answer`: each waits
   * for the one that serves the object it asks.
   */
  readonly kind: 'receive' | 'signal' | 'group' | 'itself' | 'exchange' | 'answer';
  /** Waits for the others. */
  readonly waiter: Node;
  /** Would call `Done` or receive. Of groups and answers: the next ones in their order. */
  readonly others: readonly Node[];
  /** A goroutine that nothing ties to them might receive. */
  readonly mayEnd: boolean;
}

/**
 * For waiters that started no goroutine, all goroutines are searched. Two bounds apply: one per stack and one in total.
 */
const maxLookedThrough = { stack: 3, all: 40 } as const;

/** `dead`: the runtime says that all goroutines are asleep. */
export function findMutual(nodes: readonly Node[], dead: boolean): readonly Mutual[] {
  const children = collectChildren(nodes);
  const inGroups = findAroundGroups(nodes, children, dead);
  const told = new Set(inGroups.flatMap(({ waiter, others }) => [waiter, ...others]));
  const rest = [...findExchanges(nodes, children), ...findAnswers(nodes)];
  return [...inGroups, ...rest.filter(({ waiter, others }) => ![waiter, ...others].some((node) => told.has(node)))];
}

/** A sender that started others, all of which send. */
function findExchanges(nodes: readonly Node[], children: Children): readonly Mutual[] {
  const senders = nodes.filter(({ id, entry }) => entry.stack.state === 'chan send' && children.has(id));
  return senders.slice(0, maxLookedThrough.all).flatMap((waiter): readonly Mutual[] => {
    const others = children.get(waiter.id)!;
    const isWithin = (node: Node) => waiter.frames.some(({ name }) => name === node.entry.creator);
    if (!others.every((node) => isWithin(node) && node.entry.stack.state === 'chan send')) return [];
    const reception = findReception(nodes, new Set([waiter, ...others]), waiter, others[0]!);
    return reception === 'expected' ? [] : [{ kind: 'exchange', waiter, others, mayEnd: reception === 'possible' }];
  });
}

const findAnswers = (nodes: readonly Node[]): readonly Mutual[] =>
  findAskCircles(nodes).map(([waiter, ...others]) => ({ kind: 'answer', waiter: waiter!, others, mayEnd: false }));

function findAroundGroups(nodes: readonly Node[], children: Children, dead: boolean): readonly Mutual[] {
  const waiting = nodes.filter(({ id, wants }) => id > 0 && wants?.kind === 'wait group');
  if (waiting.length === 0) return [];
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
    const found = told.has(waiter) ? undefined : findKind(waiter, others, nodes, dead);
    if (found !== undefined) return [{ ...found, waiter, others }];
    const circle = told.has(waiter) ? undefined : findGroups(waiter, servers);
    for (const node of circle ?? []) told.add(node);
    return circle === undefined ? [] : [{ kind: 'group', waiter, others: circle.slice(1), mayEnd: false }];
  });
}

/** By the number of the creator. */
type Children = ReadonlyMap<number, readonly Node[]>;

function collectChildren(nodes: readonly Node[]): Children {
  const children = new Map<number, Node[]>();
  for (const node of nodes) {
    if (node.creator === 0) continue;
    const known = children.get(node.creator);
    if (known === undefined) children.set(node.creator, [node]);
    else known.push(node);
  }
  return children;
}

/** The goroutines that would call `Done`. */
interface Servers {
  readonly nodes: readonly Node[];
  readonly byAddress: boolean;
}

/** By address if the dump has addresses, otherwise by the names of their code. */
function findRelated(waiter: Node, nodes: readonly Node[]): Servers {
  const found = findServers(waiter, nodes) ?? [];
  const byAddress = found.filter(({ sign }) => sign === 'address');
  return {
    nodes: (byAddress.length > 0 ? byAddress : found).map(({ node }) => node),
    byAddress: byAddress.length > 0,
  };
}

function findKind(
  waiter: Node,
  others: readonly Node[],
  nodes: readonly Node[],
  dead: boolean,
): Pick<Mutual, 'kind' | 'mayEnd'> | undefined {
  if (others.length === 0) return isPartOfItself(waiter, nodes) ? { kind: 'itself', mayEnd: false } : undefined;
  const states = others.map(({ entry }) => entry.stack.state);
  if (states.every((state) => state === 'chan send')) {
    const reception = findReception(nodes, new Set([waiter, ...others]), waiter, others[0]!);
    return reception === 'expected' ? undefined : { kind: 'receive', mayEnd: reception === 'possible' };
  }
  if (!states.every((state) => state === 'chan receive' || state === 'select')) return undefined;
  const rest = nodes.filter((node) => node !== waiter && !others.includes(node));
  // A pool without work looks alike, but in a process that is dead.
  return (dead || isEnding(waiter, others)) && !rest.some((node) => mayTell(node, others))
    ? { kind: 'signal', mayEnd: false }
    : undefined;
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

/** The object whose group it waits for has started it, and no other goroutine would call `Done`. */
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

/**
 * The path from this waiter over those who would call `Done` back to it. All of them wait for groups, so no other
 * goroutine helps.
 */
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

/** The group, or the object that begins with it, was passed to this goroutine and not to the waiter. */
function isGivenGroup(node: Node, { wants, frames }: Node): boolean {
  const group = wants?.address ?? 0;
  const isPassed = (all: Node['frames']) =>
    all.some((frame) => frame.arguments.some(({ value, stale }) => !stale && value === group));
  return group > 0 && isPassed(node.frames) && !isPassed(frames);
}
