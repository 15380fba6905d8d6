// Lists the locks of a dump with their waiters. A lock is identified by its address, else by its object, else by the
// code that takes it.
import type { Argument } from './arguments.ts';
import type { Node, UserFrame } from './goroutines.ts';

export interface Lock {
  readonly waiters: Node[];
  /** The types whose methods take it, and the functions; the first names the lock. */
  readonly owners: string[];
  /** 0 if no frame shows it. */
  readonly address: number;
  /** Addresses of the objects that contain it. */
  readonly objects: Set<number>;
}

export interface Locks {
  readonly all: readonly Lock[];
  readonly wantedBy: ReadonlyMap<Node, Lock>;
  readonly offsets: Offsets;
}

/** By type or function: the offset of the lock from an argument. */
type Offsets = ReadonlyMap<string, ReadonlySet<number>>;

/** Maximum offset of a lock within a struct. */
const maxOffset = 64 * 1024;

export const ownerOf = (frame: UserFrame): string => frame.type || frame.name;

export function collectLocks(nodes: readonly Node[]): Locks {
  const waiting = nodes.filter(({ wants }) => wants !== undefined && isLock(wants.kind));
  const offsets = learnOffsets(waiting);
  const keepers = findKeepers(waiting);
  const findObject = (node: Node): number => {
    const object = readObject(node);
    return keepers.has(object) ? 0 : object;
  };
  const byKey = new Map<string, Lock>();
  const wantedBy = new Map<Node, Lock>();
  const known = waiting.filter((node) => findAddress(node, offsets) > 0 || findObject(node) > 0);
  for (const node of known) take(node);
  for (const node of waiting) if (!wantedBy.has(node)) take(node);
  return { all: [...byKey.values()], wantedBy, offsets };

  function take(node: Node): void {
    const asks = node.frames[0];
    const owner = asks === undefined ? node.entry.stack.function : ownerOf(asks);
    const address = findAddress(node, offsets);
    const object = findObject(node);
    const key =
      address > 0 ? `@${address}` : object > 0 ? `${owner} ${object}` : (findOnly(byKey, owner) ?? `${owner}`);
    let lock = byKey.get(key);
    if (lock === undefined) byKey.set(key, (lock = { waiters: [], owners: [], address, objects: new Set() }));
    lock.waiters.push(node);
    if (!lock.owners.includes(owner)) {
      // A type says more about a lock than a function.
      if (asks?.type === owner) lock.owners.unshift(owner);
      else lock.owners.push(owner);
    }
    if (object > 0) lock.objects.add(object);
    wantedBy.set(node, lock);
  }
}

function isLock(kind: NonNullable<Node['wants']>['kind']): boolean {
  return kind === 'mutex' || kind === 'write lock' || kind === 'read lock' || kind === 'once';
}

export const isOnce = ({ waiters: [first] }: Lock): boolean => first?.wants?.kind === 'once';

/** A waiter without address or object waits for the only known lock of its code. */
function findOnly(byKey: ReadonlyMap<string, Lock>, owner: string): string | undefined {
  const keys = [...byKey].filter(([, lock]) => lock.owners.includes(owner)).map(([key]) => key);
  return keys.length === 1 ? keys[0] : undefined;
}

/** The receiver of the calling method. */
function readObject({ frames: [asks] }: Node): number {
  const receiver = asks === undefined || asks.type === '' || asks.closure ? undefined : asks.arguments[0];
  return receiver === undefined || receiver.stale ? 0 : receiver.value;
}

/** Receivers that take several locks at one line: they keep other objects with locks, such as accounts of a ledger. */
function findKeepers(waiting: readonly Node[]): ReadonlySet<number> {
  const keepers = new Set<number>();
  const taken = new Map<string, number>();
  for (const node of waiting) {
    const [asks] = node.frames;
    const address = node.wants?.address ?? 0;
    const object = readObject(node);
    if (asks === undefined || address === 0 || object === 0) continue;
    const call = `${object} ${asks.name} ${asks.line}`;
    if ((taken.get(call) ?? address) !== address) keepers.add(object);
    taken.set(call, address);
  }
  return keepers;
}

function findAddress(node: Node, offsets: Offsets): number {
  const address = node.wants?.address ?? 0;
  if (address > 0) return address;
  const object = readObject(node);
  const [offset, ...others] = offsets.get(ownerOf(node.frames[0] ?? nowhere)) ?? [];
  return object > 0 && offset !== undefined && others.length === 0 ? object + offset : 0;
}

const nowhere: UserFrame = { name: '', type: '', enclosing: '', closure: false, line: 0, arguments: [] };

/** A field has the same offset in its object for all goroutines with the same call. */
function learnOffsets(waiting: readonly Node[]): Offsets {
  const offsets = new Map<string, Set<number>>();
  for (const { wants, frames } of waiting) {
    const asks = frames[0];
    if (asks === undefined || wants === undefined || wants.address === 0) continue;
    const distances = asks.arguments
      .filter(({ stale, value }) => !stale && value > 0)
      .map(({ value }) => wants.address - value)
      .filter((distance) => distance >= 0 && distance < maxOffset);
    if (distances.length === 0) continue;
    const owner = ownerOf(asks);
    const known = offsets.get(owner) ?? new Set();
    known.add(Math.min(...distances));
    offsets.set(owner, known);
  }
  return offsets;
}

/** Whether the argument is the object that contains the lock. */
export function isObjectOf(lock: Lock, { value }: Argument, offsets: Offsets): boolean {
  if (value === 0) return false;
  if (lock.objects.has(value) || value === lock.address) return true;
  return lock.address > 0 && lock.owners.some((owner) => offsets.get(owner)?.has(lock.address - value));
}
