// Deadlocks and queues of a dump: circles of locks, locks whose holder waits for something else, and locks that nobody
// in the dump can hold.
import { readContext } from '../../sample/context.ts';
import type { InterpretedProfile } from '../../stack/model.ts';
import { describeTrouble, type Found } from './describe.ts';
import { collectNodes, type Node } from './goroutines.ts';
import { findCandidates, type Candidate } from './holders.ts';
import { collectLocks, type Lock } from './locks.ts';
import type { LockTrouble } from './model.ts';

/** More locks with waiters are a busy program. */
const maxLocks = 200;

interface Judged {
  readonly lock: Lock;
  readonly candidates: readonly Candidate[];
  /** Somebody who may hold it works: it may be free soon. */
  readonly busy: boolean;
}

/** The gravest first. */
export function findLockTroubles(interpreted: InterpretedProfile): readonly LockTrouble[] {
  const nodes = collectNodes(interpreted);
  const locks = collectLocks(nodes);
  if (locks.all.length === 0) return [];
  const largest = [...locks.all].sort((a, b) => b.waiters.length - a.waiters.length).slice(0, maxLocks);
  const judged = new Map<Lock, Judged>();
  for (const lock of largest) {
    const candidates = findCandidates(lock, nodes, locks);
    judged.set(lock, { lock, candidates, busy: candidates.some(({ node }) => node.active) });
  }
  const context = readContext(interpreted.profile);
  const isExcerpt = context?.extent === 'excerpt';
  const dead = context?.asleep ?? false;
  const found = collectFound(judged, locks.wantedBy, nodes);
  return found
    .map((one) => describeTrouble(one, { isExcerpt, dead }))
    .filter((one) => one !== undefined)
    .sort((a, b) => Number(b.deadlock) - Number(a.deadlock) || b.waiting - a.waiting);
}

function collectFound(
  judged: ReadonlyMap<Lock, Judged>,
  wantedBy: ReadonlyMap<Node, Lock>,
  nodes: readonly Node[],
): readonly Found[] {
  const found: Found[] = [];
  const told = new Set<Lock>();
  for (const start of judged.values()) {
    if (told.has(start.lock)) continue;
    const circle = findCircle(start, judged, wantedBy);
    if (circle === undefined) continue;
    for (const { lock } of circle) told.add(lock);
    found.push({ is: 'circle', steps: circle });
  }
  for (const { lock, candidates, busy } of judged.values()) {
    if (told.has(lock)) continue;
    const holder = pickHolder(candidates);
    const next = holder === undefined ? undefined : wantedBy.get(holder.node);
    // Its waiters stand behind another lock: that one is the trouble.
    if (next !== undefined && next !== lock && judged.has(next)) continue;
    if (holder === undefined) found.push({ is: 'nobody', lock });
    else found.push({ is: 'held', lock, holder, busy, servers: findServers(holder, lock, nodes) });
  }
  return found.map((one) => ({ ...one, queue: collectQueue(one, judged, wantedBy) }));
}

/** A way from holder to holder that comes back to a lock on it. Locks whose holder may work are no part of one. */
function findCircle(
  start: Judged,
  judged: ReadonlyMap<Lock, Judged>,
  wantedBy: ReadonlyMap<Node, Lock>,
): readonly { readonly lock: Lock; readonly holder: Candidate }[] | undefined {
  const path: { lock: Lock; holder: Candidate }[] = [];
  const seen = new Set<Lock>();
  const walk = (at: Judged): readonly { lock: Lock; holder: Candidate }[] | undefined => {
    if (at.busy || seen.has(at.lock)) return undefined;
    seen.add(at.lock);
    for (const holder of rankForCircle(at, (node) => seen.has(wantedBy.get(node) ?? at.lock))) {
      const next = wantedBy.get(holder.node);
      const following = next === undefined ? undefined : judged.get(next);
      if (following === undefined) continue;
      path.push({ lock: at.lock, holder });
      const back = path.findIndex(({ lock }) => lock === following.lock);
      if (back >= 0) return path.slice(back);
      const circle = walk(following);
      if (circle !== undefined) return circle;
      path.pop();
    }
    return undefined;
  };
  return walk(start);
}

/** Addresses first, then others than oneself. Names leave open which of several it is: a circle then takes all in. */
function rankForCircle({ lock, candidates }: Judged, closes: (node: Node) => boolean): readonly Candidate[] {
  const worth = ({ sign, self, beyond, node }: Candidate) =>
    (sign === 'address' ? 8 : closes(node) ? 0 : 2) + (beyond ? 4 : 0) + (self ? 0 : 1);
  return candidates
    .filter((one) => !one.self || holdsItself(one, lock, candidates))
    .sort((a, b) => worth(b) - worth(a));
}

/** Taken twice: by one goroutine of its kind for a lock; for reading by any number, once a writer waits. */
function holdsItself({ node, frame }: Candidate, { waiters }: Lock, candidates: readonly Candidate[]): boolean {
  if (node.wants?.kind === 'read lock') return waiters.some(({ wants }) => wants?.kind === 'write lock');
  const alike = candidates.filter((other) => other.self && other.frame.name === frame.name);
  return alike.reduce((sum, other) => sum + other.node.count, 0) === 1;
}

/** Who waits for something else than locks. */
function pickHolder(candidates: readonly Candidate[]): Candidate | undefined {
  const worth = ({ sign, beyond, node }: Candidate) =>
    (node.active ? 8 : 0) + (sign === 'address' ? 4 : 0) + (beyond ? 2 : 0) + (node.count === 1 ? 1 : 0);
  return candidates.filter(({ self }) => !self).sort((a, b) => worth(b) - worth(a))[0];
}

/** The holder waits for goroutines that it has started, and those wait for its lock. */
function findServers({ node }: Candidate, lock: Lock, nodes: readonly Node[]): readonly Node[] {
  if (node.wants?.kind !== 'wait group' || node.id === 0) return [];
  return nodes.filter(({ creator }) => creator === node.id).filter((one) => lock.waiters.includes(one));
}

/** Those who wait for the locks of the trouble, or for a lock whose holder does. */
function collectQueue(
  found: Found,
  judged: ReadonlyMap<Lock, Judged>,
  wantedBy: ReadonlyMap<Node, Lock>,
): readonly Node[] {
  const locks = new Set(found.is === 'circle' ? found.steps.map(({ lock }) => lock) : [found.lock]);
  const holders = new Set(found.is === 'circle' ? found.steps.map(({ holder }) => holder.node) : []);
  for (const { lock, candidates } of judged.values()) {
    const next = wantedBy.get(pickHolder(candidates)?.node ?? noNode);
    if (next !== undefined && locks.has(next)) locks.add(lock);
  }
  return [...locks].flatMap(({ waiters }) => waiters).filter((node) => !holders.has(node));
}

const noNode = {} as Node;
