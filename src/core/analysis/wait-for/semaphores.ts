// Finds semaphores all of whose tokens are held by goroutines that wait for one, or for a goroutine that does.
import { lastWord } from '../../causes/names.ts';
import { readType, type Node, type UserFrame } from './goroutines.ts';
import { readReceiver } from './kinship.ts';
import { findServers } from './servers.ts';

/** Goroutines that hold tokens of a semaphore and cannot continue before they get another. */
export interface Exhausted {
  /** The function that holds a token. */
  readonly owner: string;
  readonly waiters: readonly Node[];
  /** Each with the frame that holds its token. */
  readonly holders: readonly { readonly node: Node; readonly frame: UserFrame }[];
}

interface Semaphore {
  readonly waiters: { readonly node: Node; readonly asks: UserFrame; readonly depth: number }[];
}

const weighted = 'golang.org/x/sync/semaphore.(*Weighted).Acquire';
/** Names of semaphores that are channels, and of functions that take a token. */
const tokenWords = /sem(?:aphore)?s?$|^acquire|limiter|throttle|tokens?$|slots?$|permits?$/i;

export function findExhausted(nodes: readonly Node[]): readonly Exhausted[] {
  return collectSemaphores(nodes).flatMap((semaphore) => findStuck(semaphore, nodes) ?? []);
}

/** By address, else by the type or function that takes a token. */
function collectSemaphores(nodes: readonly Node[]): readonly Semaphore[] {
  const found = new Map<string, Semaphore>();
  for (const node of nodes) {
    const depth = findAsking(node);
    const [takes, asks] = [node.frames[depth - 1], node.frames[depth]];
    if (depth < 1 || takes === undefined || asks === undefined) continue;
    const address = readReceiver(takes);
    const key = `${takes.type || takes.name} ${address}`;
    const known = found.get(key) ?? { waiters: [] };
    known.waiters.push({ node, asks, depth });
    found.set(key, known);
  }
  return [...found.values()];
}

/** The depth of the frame that takes a token; -1 if there is none. */
function findAsking({ frames, entry: { stack } }: Node): number {
  const library = frames.findIndex(({ name }) => name === weighted);
  if (library >= 0) return library + 1;
  if (stack.state !== 'chan send' && stack.state !== 'select') return -1;
  const [takes] = frames;
  return takes !== undefined && isTokenName(takes) ? 1 : -1;
}

/** By the name of the function, or of the type that it is a method of. */
export const takesToken = (name: string): boolean => name === weighted || isTokenName({ name, type: readType(name) });

const isTokenName = ({ name, type }: Pick<UserFrame, 'name' | 'type'>): boolean =>
  tokenWords.test(lastWord(name)) || (type !== '' && tokenWords.test(lastWord(type).replace(/[*()]/g, '')));

/** Undefined if a token may be returned, because a holder can continue. */
function findStuck({ waiters }: Semaphore, nodes: readonly Node[]): Exhausted | undefined {
  const asked = new Map<string, number>();
  for (const { asks } of waiters) asked.set(asks.name, Math.min(asked.get(asks.name) ?? Infinity, asks.line));
  const depths = new Map(waiters.map(({ node, depth }) => [node, depth]));
  const holders: { node: Node; frame: UserFrame }[] = [];
  for (const node of nodes) {
    const from = (depths.get(node) ?? -1) + 1;
    const frame = node.frames.slice(from).find(({ name, line }) => line > (asked.get(name) ?? Infinity));
    if (frame === undefined) continue;
    if (!depths.has(node) && !waitsForWaiters(node, depths, nodes)) return undefined;
    holders.push({ node, frame });
  }
  if (holders.length === 0) return undefined;
  return { owner: holders[0]!.frame.name, waiters: waiters.map(({ node }) => node), holders };
}

/** It waits for goroutines that it started or shares an object with, and those wait for a token. */
function waitsForWaiters(holder: Node, waiting: ReadonlyMap<Node, number>, nodes: readonly Node[]): boolean {
  if (holder.active) return false;
  return findServers(holder, nodes)?.some(({ node }) => waiting.has(node)) ?? false;
}
