// Finds possible holders of a lock: goroutines with a frame of the lock's object beyond the call that takes the lock.
import { lastWord } from '../../causes/names.ts';
import { findKinship, readReceiver, shareVariablesOfPackage } from './kinship.ts';
import type { Node, UserFrame } from './goroutines.ts';
import { isObjectOf, isOnce, ownerOf, type Lock, type Locks } from './locks.ts';
import type { HolderSign } from './model.ts';

export interface Candidate {
  readonly node: Node;
  readonly frame: UserFrame;
  readonly sign: HolderSign;
  /** It waits for this lock itself. */
  readonly self: boolean;
  /** It is further down in the function that takes the lock. */
  readonly beyond: boolean;
  /** It waits for a condition in this frame: `Wait` has released the condition's lock. */
  readonly mayHaveReleased: boolean;
}

/** The strongest sign per goroutine. Related goroutines are named only if there is no other candidate. */
export function findCandidates(lock: Lock, nodes: readonly Node[], locks: Locks): readonly Candidate[] {
  const found = isOnce(lock) ? findRunners(lock, nodes) : findOwners(lock, nodes, locks);
  return found.some(({ self }) => !self) ? found : [...found, ...findKin(lock, nodes, locks)];
}

function findOwners(lock: Lock, nodes: readonly Node[], locks: Locks): readonly Candidate[] {
  const asked = collectAsked(lock);
  return nodes.flatMap((node) => findOwner(lock, node, locks, asked) ?? []);
}

/** By function: the first line that takes the lock. */
function collectAsked({ waiters }: Lock): ReadonlyMap<string, number> {
  const asked = new Map<string, number>();
  for (const {
    frames: [asks],
  } of waiters) {
    if (asks !== undefined) asked.set(asks.name, Math.min(asked.get(asks.name) ?? Infinity, asks.line));
  }
  return asked;
}

function findOwner(lock: Lock, node: Node, locks: Locks, asked: ReadonlyMap<string, number>): Candidate | undefined {
  const wanted = locks.wantedBy.get(node);
  const self = wanted === lock;
  let best: Candidate | undefined;
  let surest: Candidate | undefined;
  for (const [depth, frame] of node.frames.entries()) {
    const beyond = frame.line > (asked.get(frame.name) ?? Infinity);
    // Its own call is not a sign of holding, unless others take the lock before it in the same function.
    if (self && depth === 0 && !beyond) continue;
    if (self && depth === 1 && !beyond && takesForCaller(node.frames[0]!)) continue;
    const isOutermost = depth === node.frames.length - 1;
    const sign = readSign(lock, frame, locks, { beyond, self, isOutermost });
    if (sign === undefined) continue;
    const mayHaveReleased = depth === 0 && node.wants?.kind === 'condition';
    const candidate = { node, frame, sign, self, beyond, mayHaveReleased };
    if (sign === 'address') {
      if (beyond) return candidate;
      // A method passes the object on to others, so the outermost one has taken its lock.
      if (surest === undefined || lock.owners.includes(ownerOf(frame))) surest = candidate;
      continue;
    }
    // If it waits for a lock of the same type, its call is about its own object.
    if (depth === 0 && !beyond && wanted?.owners.includes(ownerOf(frame)) && !asksLater(frame, wanted)) continue;
    if (best === undefined || (beyond && !best.beyond)) best = candidate;
  }
  return surest ?? best;
}

const takingWords = /^(?:r?lock|begin|start|enter|open|acquire)/i;

/** A method that takes the lock and leaves it taken: its caller asks through it, and need not have it already. */
const takesForCaller = ({ name, type }: UserFrame): boolean => type !== '' && takingWords.test(lastWord(name));

/**
 * A function or method with two objects that takes the lock of the second has taken that of the first. The first of a
 * method is its receiver.
 */
function asksLater({ arguments: values }: UserFrame, { address }: Lock): boolean {
  return address > 0 && values.findIndex(({ value }) => value === address) > 0;
}

/** An object whose locks nobody waits for: its lock is within this many bytes. */
const nearBytes = 4_096;

function readSign(
  lock: Lock,
  frame: UserFrame,
  { offsets }: Locks,
  { beyond, self, isOutermost }: { readonly beyond: boolean; readonly self: boolean; readonly isOutermost: boolean },
): HolderSign | undefined {
  const sameOwner = beyond || lock.owners.includes(ownerOf(frame));
  const object = frame.arguments.find((argument) => isObjectOf(lock, argument, offsets));
  if (object !== undefined && (sameOwner || !self)) return object.stale ? 'name' : 'address';
  // A waiter received the object from its caller. The outermost function got it from the goroutine's start, but a
  // function between may have locked it.
  if (object !== undefined && !isOutermost && frame.type === '') return 'name';
  if (!sameOwner) return undefined;
  const receiver = readReceiver(frame);
  if (receiver === 0 || lock.objects.size + lock.address === 0) return 'name';
  const distance = lock.address - receiver;
  const isNear = lock.objects.size === 0 && !offsets.has(ownerOf(frame)) && distance >= 0 && distance < nearBytes;
  return isNear ? 'name' : undefined;
}

/** Goroutines inside the function of a `sync.Once` that others wait for. */
function findRunners(lock: Lock, nodes: readonly Node[]): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const node of nodes) {
    const self = lock.waiters.includes(node);
    for (const { address, caller } of node.runs) {
      const sign = readOnceSign(lock, address, caller, node);
      if (sign === undefined) continue;
      found.push({ node, frame: caller, sign, self, beyond: true, mayHaveReleased: false });
      break;
    }
  }
  return found;
}

/** The mutex of a `sync.Once` follows its flag. */
const maxOnceOffset = 8;

function readOnceSign(lock: Lock, address: number, caller: UserFrame, node: Node): HolderSign | undefined {
  if (address > 0 && lock.address > 0) {
    const offset = lock.address - address;
    return offset >= 0 && offset <= maxOnceOffset ? 'address' : undefined;
  }
  if (!lock.waiters.some(({ frames: [asks] }) => asks?.name === caller.name)) return undefined;
  const receivers = node.frames.filter(({ type }) => type !== '' && type === caller.type).map(readReceiver);
  const known = receivers.filter((object) => object > 0);
  if (known.length === 0 || lock.address === 0) return 'name';
  return known.some((object) => lock.address >= object && lock.address - object < nearBytes) ? 'address' : undefined;
}

/**
 * No goroutine has a frame of the lock's object. Closures share their function's variables, and functions those of
 * their package. Only a goroutine that is itself stuck in a lock or at a channel can hold it for good.
 */
function findKin(lock: Lock, nodes: readonly Node[], locks: Locks): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const node of nodes) {
    const [waits] = node.frames;
    if (waits === undefined || node.active || lock.waiters.includes(node)) continue;
    const { state } = node.entry.stack;
    const isAtLock = locks.wantedBy.has(node);
    if (!isAtLock && state !== 'chan send' && state !== 'chan receive') continue;
    const isKin = lock.waiters.some((waiter) =>
      sharesFunction(waiter, node, waits)
        ? !isExpected(waiter, node) || isAtLock
        : isAtLock && sharesPackage(waiter, waits),
    );
    if (!isKin) continue;
    found.push({ node, frame: waits, sign: 'name', self: false, beyond: false, mayHaveReleased: false });
  }
  const stuck = found.filter(({ node }) => locks.wantedBy.has(node));
  if (stuck.length > 0) return stuck;
  // Among many that wait at channels, none is more likely.
  return new Set(found.map(({ node }) => node.entry.stack.fingerprint)).size === 1 ? found : [];
}

/** The type of a method tells what it locks; other functions share variables. */
const sharesFunction = (waiter: Node, node: Node, waits: UserFrame): boolean =>
  waiter.frames[0]?.type === '' && waits.type === '' && findKinship(waiter, node) !== undefined;

const sharesPackage = ({ frames: [asks] }: Node, waits: UserFrame): boolean =>
  asks !== undefined && shareVariablesOfPackage(asks, waits);

/** A goroutine that started others often waits for them to end, and holds nothing. */
const isExpected = (waiter: Node, node: Node): boolean =>
  node.id > 0 && waiter.creator === node.id && node.entry.stack.state === 'chan receive';
