// Finds semaphores all of whose tokens are held by goroutines that wait for one, or for a goroutine that does.
import { lastWord } from '../../causes/names.ts';
import { readType, type Node, type UserFrame } from './goroutines.ts';
import { findKinship, readReceiver } from './kinship.ts';
import { findReception, type Reception } from './receivers.ts';
import { isServedBy } from './servers.ts';

/** Goroutines that hold tokens of a semaphore and cannot continue before they get another. */
export interface Exhausted {
  /** The function that holds a token. */
  readonly owner: string;
  readonly waiters: readonly Node[];
  /** Each with the frame that holds its token. */
  readonly holders: readonly { readonly node: Node; readonly frame: UserFrame }[];
  /** A goroutine that nothing ties to them might return a token. */
  readonly mayEnd: boolean;
}

/** A goroutine that asks for a token, in a frame at this depth. */
interface Asking {
  readonly node: Node;
  readonly depth: number;
}

interface Semaphore {
  /** False if only the code around a send suggests a semaphore. */
  readonly named: boolean;
  readonly asking: Asking[];
}

const weighted = 'golang.org/x/sync/semaphore.(*Weighted).Acquire';
const startsInGroup = 'golang.org/x/sync/errgroup.(*Group).Go';
/** Names of semaphores that are channels, and of functions that take a token. */
const tokenWords =
  /sem(?:aphore)?s?$|limiter|throttle|gates?$|quota|budget|tokens?$|slots?$|permits?$|^(?:acquire|obtain|borrow|checkout|reserve|claim|grab|lease)|^get\w*(?:conn|connection|client|worker|slot|token)$/i;
/** The other half. A receive in it takes no token. */
const returnWords = /^(?:release|give|leave|put|free|return|done)/i;
export const askingStates: ReadonlySet<string> = new Set(['chan send', 'chan receive', 'select', 'sync.Cond.Wait']);

export function findExhausted(nodes: readonly Node[]): readonly Exhausted[] {
  const found = collectSemaphores(nodes).flatMap((one) => findStuck(one, nodes) ?? asCaller(one, nodes) ?? []);
  return [...found, ...findFullGroups(nodes)];
}

/** By address, else by the type or function that takes a token. */
function collectSemaphores(nodes: readonly Node[]): readonly Semaphore[] {
  const found = new Map<string, Semaphore>();
  for (const node of nodes) {
    const asking = findAsking(node);
    if (asking === undefined) continue;
    const { depth, named } = asking;
    const takes = node.frames[named ? depth - 1 : depth];
    if (takes === undefined || node.frames[depth] === undefined) continue;
    const key = `${named} ${named ? takes.type || takes.name : takes.name} ${readReceiver(takes)}`;
    const known = found.get(key) ?? { named, asking: [] };
    known.asking.push({ node, depth });
    found.set(key, known);
  }
  return [...found.values()];
}

/** Any send may take a token of a channel. What else is blocked behind it decides. */
function findAsking({
  frames,
  entry: { stack },
}: Node): { readonly depth: number; readonly named: boolean } | undefined {
  const library = frames.findIndex(({ name }) => name === weighted);
  if (library >= 0) return { depth: library + 1, named: true };
  const [takes] = frames;
  if (takes === undefined || takes.name === startsInGroup) return undefined;
  if (!askingStates.has(stack.state)) return undefined;
  if (isTokenName(takes)) return { depth: 1, named: true };
  return stack.state === 'chan send' ? { depth: 0, named: false } : undefined;
}

/** By the name of the function, or of the type whose method it is. */
export const takesToken = (name: string): boolean =>
  name === weighted || name === startsInGroup || isTokenName({ name, type: readType(name) });

const isTokenName = ({ name, type }: Pick<UserFrame, 'name' | 'type'>): boolean =>
  tokenWords.test(lastWord(name)) ||
  (type !== '' && tokenWords.test(lastWord(type).replace(/[*()]/g, '')) && !returnWords.test(lastWord(name)));

/** Undefined if a token may be returned, because a holder can continue. */
function findStuck({ named, asking }: Semaphore, nodes: readonly Node[]): Exhausted | undefined {
  const asked = collectAsked(asking);
  const depths = new Map(asking.map(({ node, depth }) => [node, depth]));
  const holders: { node: Node; frame: UserFrame }[] = [];
  for (const node of nodes) {
    const depth = depths.get(node);
    // Having passed another send proves nothing if the channel is not known to hold tokens.
    if (depth !== undefined && !named) continue;
    const beyond = node.frames.slice((depth ?? -1) + 1).find(({ name, line }) => line > (asked.get(name) ?? Infinity));
    const frame = beyond ?? (depth === undefined ? undefined : findReentered(node, depth));
    if (frame === undefined) continue;
    if (depth === undefined && !waitsForWaiters(node, depths)) return undefined;
    holders.push({ node, frame });
  }
  const [first] = holders;
  if (first === undefined) return undefined;
  const waiters = asking.map(({ node }) => node);
  const reception = named ? 'none' : findReturn(waiters, holders, nodes);
  if (reception === 'expected') return undefined;
  return { owner: first.frame.name, waiters, holders, mayEnd: reception === 'possible' };
}

/** A send may stand in a method that does nothing else: its caller takes the token then. */
function asCaller({ named, asking }: Semaphore, nodes: readonly Node[]): Exhausted | undefined {
  if (named || !asking.every(({ node }) => node.frames.length > 1)) return undefined;
  return findStuck({ named, asking: asking.map(({ node }) => ({ node, depth: 1 })) }, nodes);
}

/** By function: the first line that takes a token. */
function collectAsked(asking: readonly Asking[]): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const { node, depth } of asking) {
    const { name, line } = node.frames[depth]!;
    asked.set(name, Math.min(asked.get(name) ?? Infinity, line));
  }
  return asked;
}

/**
 * Other code, called by a method of the semaphore's type, called the semaphore again, so the outer call has a token.
 */
function findReentered({ frames }: Node, depth: number): UserFrame | undefined {
  const { type } = frames[depth - 1] ?? { type: '' };
  if (type === '') return undefined;
  const left = frames.findIndex((frame, at) => at >= depth && frame.type !== type);
  return left < 0 ? undefined : frames.slice(left).find((frame) => frame.type === type);
}

/** Whether another goroutine would receive what they send. Unknown where no holder started one of those who ask. */
function findReturn(waiters: readonly Node[], holders: Exhausted['holders'], nodes: readonly Node[]): Reception {
  const holding = holders.map(({ node }) => node);
  if (!holding.some(({ id }) => id > 0 && waiters.some(({ creator }) => creator === id))) return 'expected';
  return findReception(nodes, new Set([...waiters, ...holding]), holding[0]!, waiters[0]!);
}

/** It waits for goroutines that it started or shares an object with, and those wait for a token. */
function waitsForWaiters(holder: Node, waiting: ReadonlyMap<Node, number>): boolean {
  return !holder.active && isServedBy(holder, waiting.keys());
}

/** An `errgroup` at its limit whose members start more members. */
function findFullGroups(nodes: readonly Node[]): readonly Exhausted[] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const [starts, asks] = node.frames;
    if (starts?.name !== startsInGroup || node.entry.stack.state !== 'chan send') continue;
    const key = String(readReceiver(starts) || asks?.name);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const members = groups.size === 0 ? [] : nodes.filter((node) => readMember(node) !== undefined);
  return [...groups.values()].flatMap((waiters) => {
    const within = members.find((node) => waiters.includes(node));
    if (within === undefined) return [];
    const own = members.filter((node) => node === within || findKinship(within, node) !== undefined);
    if (!own.every((node) => waiters.includes(node))) return [];
    const holders = own.map((node) => ({ node, frame: readMember(node)! }));
    return [{ owner: readMember(within)!.name, waiters, holders, mayEnd: false }];
  });
}

/** The function that a group runs in this goroutine. */
function readMember({ frames }: Node): UserFrame | undefined {
  return frames.at(-1)?.name === `${startsInGroup}.func` ? frames.at(-2) : undefined;
}
