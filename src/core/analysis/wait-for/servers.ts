// Finds the goroutines that must act for another to continue: call `Done`, signal, or use the other end of a channel.
import { findKinship, readReceiver } from './kinship.ts';
import type { Node, UserFrame } from './goroutines.ts';
import type { HolderSign } from './model.ts';

export interface Server {
  readonly node: Node;
  readonly sign: HolderSign;
}

/** What a goroutine waits for if others must act. */
export type Service = 'wait group' | 'condition' | 'send' | 'receive';

export function readService({ wants, entry: { stack } }: Node): Service | undefined {
  if (wants?.kind === 'wait group' || wants?.kind === 'condition') return wants.kind;
  if (stack.state === 'chan send') return 'send';
  return stack.state === 'chan receive' ? 'receive' : undefined;
}

/** Maximum offset of a wait group within a struct. */
const maxOffset = 64 * 1024;

/** Undefined if it waits for no action. Takes time linear in the goroutines. */
export function findServers(waiter: Node, nodes: Iterable<Node>): readonly Server[] | undefined {
  const readSign = makeSignReader(waiter);
  if (readSign === undefined) return undefined;
  const found: Server[] = [];
  for (const node of nodes) {
    if (node === waiter) continue;
    const sign = readSign(node);
    if (sign !== undefined) found.push({ node, sign });
  }
  return found;
}

/** Whether one of the nodes must act for the waiter to continue. */
export function isServedBy(waiter: Node, nodes: Iterable<Node>): boolean {
  const readSign = makeSignReader(waiter);
  if (readSign === undefined) return false;
  for (const node of nodes) if (node !== waiter && readSign(node) !== undefined) return true;
  return false;
}

function makeSignReader(waiter: Node): ((node: Node) => HolderSign | undefined) | undefined {
  const service = readService(waiter);
  if (service === undefined) return undefined;
  if (service === 'wait group') return makeDoneReader(waiter);
  return (node) => readKinSign(waiter, node);
}

/** Goroutines that received the group or the object that contains it, or were started by the waiter. */
function makeDoneReader(waiter: Node): (node: Node) => HolderSign | undefined {
  const group = waiter.wants?.address ?? 0;
  const owners = waiter.frames.filter((frame) => ownsGroup(frame, group)).map(readReceiver);
  return (node) => {
    if (waiter.id > 0 && node.creator === waiter.id) return 'address';
    const isGiven = ({ arguments: values }: UserFrame) => values.some((one) => !one.stale && one.value === group);
    if (group > 0 && node.frames.some(isGiven)) return 'address';
    if (owners.length > 0 && node.frames.some((frame) => owners.includes(readReceiver(frame)))) return 'address';
    return findKinship(waiter, node) === undefined ? undefined : 'name';
  };
}

/** The group is a field of the object whose method this is. */
export function ownsGroup(frame: UserFrame, group: number): boolean {
  const object = readReceiver(frame);
  return object > 0 && isWithin(object, group);
}

const isWithin = (object: number, address: number): boolean => address >= object && address - object < maxOffset;

/** Whether the other goroutine will send, receive or signal is a guess, whatever they share. */
function readKinSign(waiter: Node, node: Node): HolderSign | undefined {
  const isRelated = (waiter.id > 0 && node.creator === waiter.id) || (node.id > 0 && waiter.creator === node.id);
  return isRelated || findKinship(waiter, node) !== undefined ? 'name' : undefined;
}
