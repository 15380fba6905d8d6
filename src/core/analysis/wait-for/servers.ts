// Who would have to act for a goroutine to go on: call `Done`, signal, or stand at the other end of a channel.
import { findKinship, readReceiver } from './kinship.ts';
import type { Node } from './goroutines.ts';
import type { HolderSign } from './model.ts';

export interface Server {
  readonly node: Node;
  readonly sign: HolderSign;
}

/** What a goroutine waits for, if others have to act for it. */
export type Service = 'wait group' | 'condition' | 'send' | 'receive';

export function readService({ wants, entry: { stack } }: Node): Service | undefined {
  if (wants?.kind === 'wait group' || wants?.kind === 'condition') return wants.kind;
  if (stack.state === 'chan send') return 'send';
  return stack.state === 'chan receive' ? 'receive' : undefined;
}

/** No struct is larger, as far as its wait groups go. */
const maxOffset = 64 * 1024;

/** Undefined where it waits for nobody's act. Linear in the goroutines. */
export function findServers(waiter: Node, nodes: readonly Node[]): readonly Server[] | undefined {
  const service = readService(waiter);
  if (service === undefined) return undefined;
  const found: Server[] = [];
  for (const node of nodes) {
    if (node === waiter) continue;
    const sign = service === 'wait group' ? readDoneSign(waiter, node) : readKinSign(waiter, node);
    if (sign !== undefined) found.push({ node, sign });
  }
  return found;
}

/** Who was given the group, or the object that it is a field of; who was started by the one who waits. */
function readDoneSign(waiter: Node, node: Node): HolderSign | undefined {
  const group = waiter.wants?.address ?? 0;
  if (waiter.id > 0 && node.creator === waiter.id) return 'address';
  if (group > 0 && node.frames.some(({ arguments: values }) => values.some((one) => !one.stale && one.value === group)))
    return 'address';
  const owners = waiter.frames.map(readReceiver).filter((object) => object > 0 && isWithin(object, group));
  if (node.frames.some((frame) => owners.includes(readReceiver(frame)))) return 'address';
  return findKinship(waiter, node) === undefined ? undefined : 'name';
}

const isWithin = (object: number, address: number): boolean => address >= object && address - object < maxOffset;

/** That the other would send, receive or signal is a guess, whatever they share. */
function readKinSign(waiter: Node, node: Node): HolderSign | undefined {
  const isRelated = (waiter.id > 0 && node.creator === waiter.id) || (node.id > 0 && waiter.creator === node.id);
  return isRelated || findKinship(waiter, node) !== undefined ? 'name' : undefined;
}
