// Who may hold a lock: goroutines with a frame of the object that it belongs to, beyond the call that asks for it.
import type { Node, UserFrame } from './goroutines.ts';
import { isObjectOf, ownerOf, type Lock, type Locks } from './locks.ts';
import type { HolderSign } from './model.ts';

export interface Candidate {
  readonly node: Node;
  readonly frame: UserFrame;
  readonly sign: HolderSign;
  /** It waits for this very lock. */
  readonly self: boolean;
  /** It is further down in the function that asks for the lock. */
  readonly beyond: boolean;
}

/** The strongest sign of each goroutine. */
export function findCandidates(lock: Lock, nodes: readonly Node[], locks: Locks): readonly Candidate[] {
  const asked = collectAsked(lock);
  const found: Candidate[] = [];
  for (const node of nodes) {
    const candidate = findCandidate(lock, node, locks, asked);
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
}

/** By function: the first line at which it asks for the lock. */
function collectAsked({ waiters }: Lock): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const {
    frames: [asks],
  } of waiters) {
    if (asks !== undefined) asked.set(asks.name, Math.min(asked.get(asks.name) ?? Infinity, asks.line));
  }
  return asked;
}

function findCandidate(
  lock: Lock,
  node: Node,
  locks: Locks,
  asked: ReadonlyMap<string, number>,
): Candidate | undefined {
  const wanted = locks.wantedBy.get(node);
  const self = wanted === lock;
  let best: Candidate | undefined;
  for (const [depth, frame] of node.frames.entries()) {
    const beyond = frame.line > (asked.get(frame.name) ?? Infinity);
    // Its own question is no sign of holding, unless others ask for the lock before it in the same function.
    if (self && depth === 0 && !beyond) continue;
    const sign = readSign(lock, frame, locks, beyond, self);
    if (sign === undefined) continue;
    const candidate = { node, frame, sign, self, beyond };
    if (sign === 'address') return candidate;
    // Where it waits for a lock of the same kind of object, its question speaks of that object.
    if (depth === 0 && !beyond && wanted?.owners.includes(ownerOf(frame)) && !asksLater(frame, wanted)) continue;
    if (best === undefined || (beyond && !best.beyond)) best = candidate;
  }
  return best;
}

/** A function with two objects that asks for the lock of the second has asked for that of the first. */
function asksLater({ type, arguments: values }: UserFrame, { address }: Lock): boolean {
  return type === '' && address > 0 && values.findIndex(({ value }) => value === address) > 0;
}

function readSign(
  lock: Lock,
  frame: UserFrame,
  { offsets }: Locks,
  beyond: boolean,
  self: boolean,
): HolderSign | undefined {
  const sameOwner = beyond || lock.owners.includes(ownerOf(frame));
  const object = frame.arguments.find((argument) => isObjectOf(lock, argument, offsets));
  // Whoever asks was often given the object by its caller, who holds nothing.
  if (object !== undefined && (sameOwner || !self)) return object.stale ? 'name' : 'address';
  if (!sameOwner) return undefined;
  // The receiver is known, and is another object.
  const receiver = frame.type === '' || frame.name.endsWith('.func') ? undefined : frame.arguments[0];
  const isOther =
    receiver !== undefined && !receiver.stale && receiver.value > 0 && lock.objects.size + lock.address > 0;
  return isOther ? undefined : 'name';
}
