// Finds a `WaitGroup` whose `Done` must come from goroutines that send to its waiter, which receives only after `Wait`.
import { packageOf } from '../../causes/names.ts';
import { findKinship } from './kinship.ts';
import type { Node } from './goroutines.ts';

export interface Mutual {
  /** Waits for the group. */
  readonly waiter: Node;
  /** It started them, and none of them sends. */
  readonly senders: readonly Node[];
}

export function findMutual(nodes: readonly Node[]): readonly Mutual[] {
  const waiting = nodes.filter(({ id, wants }) => id > 0 && wants?.kind === 'wait group');
  return waiting.flatMap((waiter) => {
    const children = nodes.filter(({ creator }) => creator === waiter.id);
    const senders = children.filter(({ entry: { stack } }) => stack.state === 'chan send');
    if (senders.length === 0 || senders.length < children.length) return [];
    const others = nodes.filter((node) => node !== waiter && !senders.includes(node));
    return others.some((node) => mayReceive(node, waiter, senders[0]!)) ? [] : [{ waiter, senders }];
  });
}

/**
 * A receiver in the same code, or in the same package if it can come to a receive. The main goroutine waits for
 * signals.
 */
function mayReceive(node: Node, waiter: Node, sender: Node): boolean {
  // It is itself held up, perhaps in another call of the same function.
  if (node.wants !== undefined || node.entry.stack.state === 'chan send') return false;
  if (findKinship(sender, node) !== undefined || findKinship(waiter, node) !== undefined) return true;
  const { state, main } = node.entry.stack;
  if (main || (!node.active && state !== 'chan receive' && state !== 'select')) return false;
  const home = packageOf(sender.frames[0]?.name ?? '');
  return node.frames.some(({ name }) => packageOf(name) === home);
}
