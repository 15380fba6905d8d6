// Circles of locks: a way from holder to holder that comes back to a lock on it.
import type { Node } from './goroutines.ts';
import type { Candidate } from './holders.ts';
import type { Lock } from './locks.ts';

export interface JudgedLock {
  readonly lock: Lock;
  readonly candidates: readonly Candidate[];
  /** Somebody who may hold it works: it may be free soon. */
  readonly busy: boolean;
}

export interface CircleStep {
  readonly lock: Lock;
  readonly holder: Candidate;
}

/** Locks whose holder may work are no part of one. */
export function findCircle(
  start: JudgedLock,
  judged: ReadonlyMap<Lock, JudgedLock>,
  wantedBy: ReadonlyMap<Node, Lock>,
): readonly CircleStep[] | undefined {
  const path: CircleStep[] = [];
  const seen = new Set<Lock>();
  const walk = (at: JudgedLock): readonly CircleStep[] | undefined => {
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
function rankForCircle({ lock, candidates }: JudgedLock, closes: (node: Node) => boolean): readonly Candidate[] {
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
