// Who else could receive what stuck goroutines send.
import { packageOf } from '../../causes/names.ts';
import type { Node } from './goroutines.ts';
import { findKinship } from './kinship.ts';

/**
 * `expected`: a goroutine shares their code or object, or is still in the function that started them. `possible`: a
 * goroutine of their package runs, and nothing ties it to them. `none`: nobody would receive.
 */
export type Reception = 'expected' | 'possible' | 'none';

/** `waiter` waits for the senders; `stuck` are both and all others that cannot continue before them. */
export function findReception(nodes: readonly Node[], stuck: ReadonlySet<Node>, waiter: Node, sender: Node): Reception {
  const home = packageOf(sender.frames[0]?.name ?? '');
  let isPossible = false;
  for (const node of nodes) {
    // It is itself held up, perhaps in another call of the same function.
    if (stuck.has(node) || node.wants !== undefined || node.entry.stack.state === 'chan send') continue;
    if (isTied(node, waiter, sender)) return 'expected';
    isPossible ||= mayComeAlong(node, waiter, home);
  }
  return isPossible ? 'possible' : 'none';
}

function isTied(node: Node, waiter: Node, sender: Node): boolean {
  if (findKinship(sender, node) !== undefined || findKinship(waiter, node) !== undefined) return true;
  return startedBy(node, waiter) || startedBy(node, sender) || (waiter.id > 0 && node.creator === waiter.id);
}

/** The creator is still in the function that started it, and knows its channels. */
const startedBy = (creator: Node, { creator: id, entry }: Node): boolean =>
  creator.id > 0 && creator.id === id && creator.frames.some(({ name }) => name === entry.creator);

/** Goroutines that wait to receive wait for another channel. The main goroutine waits for signals. */
function mayComeAlong(node: Node, waiter: Node, home: string): boolean {
  const { state, main } = node.entry.stack;
  const isListening = state === 'chan receive' || state === 'select';
  if (main || !(node.active || (isListening && isSibling(node, waiter)))) return false;
  return node.frames.some(({ name }) => packageOf(name) === home);
}

const isSibling = (a: Node, b: Node): boolean =>
  a.creator > 0 && a.creator === b.creator && a.entry.creator === b.entry.creator;
