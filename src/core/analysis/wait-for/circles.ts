// Finds circles of locks: paths from holder to holder that return to a lock on the path.
import type { Node } from './goroutines.ts';
import type { Candidate } from './holders.ts';
import type { Lock } from './locks.ts';

export interface JudgedLock {
  readonly lock: Lock;
  readonly candidates: readonly Candidate[];
  /** A possible holder is running, so the lock may be free soon. */
  readonly busy: boolean;
}

export interface CircleStep {
  readonly lock: Lock;
  readonly holder: Candidate;
}

/** Locks with a possibly running holder are not part of a circle. */
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

/**
 * Prefers edges by address, then edges to other goroutines. Edges by name do not tell which of several goroutines it
 * is, so the circle then includes all of them.
 */
function rankForCircle({ lock, candidates }: JudgedLock, closes: (node: Node) => boolean): readonly Candidate[] {
  const worth = ({ sign, self, beyond, node }: Candidate) =>
    (sign === 'address' ? 8 : closes(node) ? 0 : 2) + (beyond ? 4 : 0) + (self ? 0 : 1);
  const isHeldElsewhere = candidates.some(
    ({ sign, self, beyond, mayHaveReleased }) => sign === 'address' && !self && beyond && !mayHaveReleased,
  );
  return candidates
    .filter((one) => !one.self || (holdsItself(one, lock, candidates) && (one.beyond || !isHeldElsewhere)))
    .sort((a, b) => worth(b) - worth(a));
}

/** A lock that is taken twice: by one goroutine, or by any number of readers once a writer waits. */
function holdsItself({ node, frame }: Candidate, { waiters }: Lock, candidates: readonly Candidate[]): boolean {
  if (node.wants?.kind === 'read lock') return waiters.some(({ wants }) => wants?.kind === 'write lock');
  const alike = candidates.filter((other) => other.self && other.frame.name === frame.name);
  return alike.reduce((sum, other) => sum + other.node.count, 0) === 1;
}
