// Lays a trouble out as a graph of waiting goroutines, with arrows to the goroutines that hold what they wait for.
import type { LockTrouble, Party } from './model.ts';

interface GraphNode {
  /** Undefined if nobody in the dump holds it. */
  readonly party: Party | undefined;
}

export interface GraphEdge {
  /** Index of the node that waits, and of the node that holds or must act. Equal if it waits for itself. */
  readonly from: number;
  readonly to: number;
  readonly lock: string;
  /** Whether the holder is a guess by names. */
  readonly guess: boolean;
}

export interface WaitGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Nobody in it can go on. */
  readonly closes: boolean;
  /** Goroutines that wait behind it. */
  readonly queued: number;
}

/** Each holder is the next waiter. In a circle, the last one is also the first. */
export function layGraph({ edges, queue, deadlock, cause }: LockTrouble): WaitGraph {
  const closes = deadlock && cause !== 'lock-never-released';
  const waiters = edges.map(({ waiters: party }): GraphNode => ({ party }));
  const nodes = closes ? waiters : [...waiters, { party: edges.at(-1)?.holder }];
  return {
    nodes,
    closes,
    edges: edges.map(({ lock, holder, sign }, index) => ({
      from: index,
      to: (index + 1) % nodes.length,
      lock,
      guess: holder !== undefined && sign === 'name',
    })),
    queued: queue.reduce((sum, { count }) => sum + count, 0),
  };
}
