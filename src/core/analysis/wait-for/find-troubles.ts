// Finds deadlocks and queues in a dump: circles of locks, locks whose holder waits for something else, locks without a
// possible holder, semaphores without tokens, and groups that wait for their own waiter.
import { readContext } from '../../sample/context.ts';
import type { InterpretedProfile } from '../../stack/model.ts';
import { findCircle, type JudgedLock } from './circles.ts';
import { describeTrouble } from './describe.ts';
import { listWaiting, type Found } from './found.ts';
import { collectNodes, type Node } from './goroutines.ts';
import { findCandidates, type Candidate } from './holders.ts';
import { collectLocks, isOnce, type Lock } from './locks.ts';
import type { LockTrouble } from './model.ts';
import { findMutual } from './mutual.ts';
import { countNodes, longestWait } from './parties.ts';
import { mayHaveTroubles } from './may-have-troubles.ts';
import { findExhausted } from './semaphores.ts';
import { findServers, readService, type Server } from './servers.ts';

/** A program with more contended locks is busy, not stuck. */
const maxLocks = 200;

/** The most serious first. */
export function findLockTroubles(interpreted: InterpretedProfile): readonly LockTrouble[] {
  if (!mayHaveTroubles(interpreted)) return [];
  const nodes = collectNodes(interpreted);
  const context = readContext(interpreted.profile);
  const dead = context?.asleep ?? false;
  const found = [...findAmongLocks(nodes), ...findBeyondLocks(nodes, dead)];
  if (found.length === 0) return [];
  const surroundings = {
    isExcerpt: context?.extent === 'excerpt',
    dead,
    knowsWaits: nodes.some((node) => longestWait([node]) > 0),
    namesOnly: nodes.every(({ id }) => id === 0),
    goroutines: interpreted.entries.reduce((sum, { entry }) => sum + entry.count, 0),
  };
  const described = found.flatMap((one): Described[] => {
    const trouble = describeTrouble(one, surroundings);
    return trouble === undefined ? [] : [{ trouble, waiting: listWaiting(one) }];
  });
  return mergeAlike(described).sort((a, b) => Number(b.deadlock) - Number(a.deadlock) || b.waiting - a.waiting);
}

interface Described {
  readonly trouble: LockTrouble;
  readonly waiting: readonly Node[];
}

/**
 * The same mistake with other objects, or in another call, is counted and reported once. Goroutines that queue behind
 * several of these objects count once.
 */
function mergeAlike(described: readonly Described[]): LockTrouble[] {
  const kinds = new Map<string, Described[]>();
  for (const one of described) {
    const { cause, grade, edges } = one.trouble;
    const stacks = edges.map(({ waiters, holder }) => `${waiters.fingerprint} ${holder?.fingerprint ?? ''}`);
    const key = [cause, grade, ...stacks.sort()].join('\n');
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, [one]);
    else kind.push(one);
  }
  return [...kinds.values()].map((kind) => {
    const first = kind[0]!.trouble;
    if (kind.length === 1) return first;
    return {
      ...first,
      fingerprints: [...new Set(kind.flatMap(({ trouble }) => trouble.fingerprints))],
      waiting: countNodes([...new Set(kind.flatMap(({ waiting }) => waiting))]),
      evidence: [...first.evidence, `This occurs ${kind.length} times in this dump, with different objects.`],
    };
  });
}

function findBeyondLocks(nodes: readonly Node[], dead: boolean): readonly Found[] {
  const exhausted = findExhausted(nodes).map((one): Found => ({ is: 'exhausted', ...one, queue: [] }));
  const told = new Set(exhausted.flatMap(listWaiting));
  const mutual = findMutual(nodes, dead).filter(
    ({ waiter, others }) => ![waiter, ...others].some((node) => told.has(node)),
  );
  return [...exhausted, ...mutual.map((one): Found => ({ is: 'mutual', ...one, queue: [] }))];
}

function findAmongLocks(nodes: readonly Node[]): readonly Found[] {
  const locks = collectLocks(nodes);
  if (locks.all.length === 0) return [];
  const largest = [...locks.all].sort((a, b) => b.waiters.length - a.waiters.length).slice(0, maxLocks);
  const judged = new Map<Lock, JudgedLock>();
  for (const lock of largest) {
    const candidates = findCandidates(lock, nodes, locks);
    judged.set(lock, { lock, candidates, busy: candidates.some(({ node }) => node.active) });
  }
  return collectFound(judged, locks.wantedBy, nodes);
}

function collectFound(
  judged: ReadonlyMap<Lock, JudgedLock>,
  wantedBy: ReadonlyMap<Node, Lock>,
  nodes: readonly Node[],
): readonly Found[] {
  const found: Found[] = [];
  const told = new Set<Lock>();
  for (const start of judged.values()) {
    if (told.has(start.lock)) continue;
    const steps = findCircle(start, judged, wantedBy);
    // A lock behind a circle also leads to it.
    if (steps === undefined || steps.every(({ lock }) => told.has(lock))) continue;
    for (const { lock } of steps) told.add(lock);
    const queue = collectQueue(
      steps.map(({ lock }) => lock),
      judged,
      wantedBy,
    );
    found.push({
      is: 'circle',
      steps,
      queue: queue.filter((node) => !steps.some(({ holder }) => holder.node === node)),
    });
  }
  for (const { lock, candidates, busy } of judged.values()) {
    if (told.has(lock)) continue;
    const holder = pickHolder(candidates);
    const next = holder === undefined ? undefined : wantedBy.get(holder.node);
    // Its waiters queue behind another lock, which causes the trouble.
    if (next !== undefined && next !== lock && judged.has(next)) continue;
    const queue = collectQueue([lock], judged, wantedBy);
    if (holder !== undefined) {
      found.push({ is: 'held', lock, holder, busy, servers: findStuckServers(holder, queue, nodes), queue });
    } else if (!isOnce(lock)) {
      found.push({ is: 'nobody', lock, queue });
    }
  }
  return found;
}

/** Goroutines that wait for something other than locks. */
function pickHolder(candidates: readonly Candidate[]): Candidate | undefined {
  const worth = ({ sign, beyond, node, mayHaveReleased }: Candidate) =>
    (node.active ? 8 : 0) +
    (sign === 'address' ? 4 : 0) +
    (beyond ? 2 : 0) +
    (node.count === 1 ? 1 : 0) -
    (mayHaveReleased ? 16 : 0);
  return candidates.filter(({ self }) => !self).sort((a, b) => worth(b) - worth(a))[0];
}

/**
 * The holder waits for others, and those wait for its lock. A group needs all of them. For channels and conditions, one
 * free goroutine is enough. The other end of a channel is usually held by a single goroutine, in a function of its own.
 */
function findStuckServers(
  { node, frame }: Candidate,
  queue: readonly Node[],
  nodes: readonly Node[],
): readonly Server[] {
  const queued = new Set(queue);
  const service = readService(node);
  if (service === 'wait group') {
    return (
      findServers(
        node,
        nodes.filter((one) => queued.has(one)),
      ) ?? []
    );
  }
  const servers = findServers(node, nodes) ?? [];
  const stuck = servers.filter((server) => queued.has(server.node));
  if (stuck.length < servers.length) return [];
  if (service === 'condition') return stuck;
  const alike = (one: Node) =>
    queue.filter(({ entry }) => entry === one.entry).reduce((sum, { count }) => sum + count, 0);
  return stuck.filter((one) => {
    const [asks] = one.node.frames;
    return alike(one.node) === 1 && (asks?.name !== frame.name || asks.type === '');
  });
}

/** Goroutines that wait for one of the locks, or for a lock whose holder does. */
function collectQueue(
  of: readonly Lock[],
  judged: ReadonlyMap<Lock, JudgedLock>,
  wantedBy: ReadonlyMap<Node, Lock>,
): readonly Node[] {
  const locks = new Set(of);
  for (const { lock, candidates } of judged.values()) {
    const holder = pickHolder(candidates);
    const next = holder === undefined ? undefined : wantedBy.get(holder.node);
    if (next !== undefined && locks.has(next)) locks.add(lock);
  }
  return [...locks].flatMap(({ waiters }) => waiters);
}
