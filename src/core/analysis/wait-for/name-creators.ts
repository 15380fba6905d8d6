// Before Go 1.21 a dump names the function that started a goroutine, and not which goroutine ran it.

interface Started {
  readonly id: number;
  /** Number of the creator; 0 if it is not printed. */
  readonly creator: number;
  readonly frames: readonly { readonly name: string }[];
  readonly entry: { readonly creator: string | null };
}

/** Where no goroutine tells its creator's number: the only goroutine that is still in the function that started it. */
export function nameCreators<One extends Started>(nodes: readonly One[]): readonly One[] {
  const isOld = nodes.every(({ creator }) => creator === 0) && nodes.some(({ entry }) => entry.creator);
  if (!isOld) return nodes;
  const names = new Set(nodes.map(({ entry }) => entry.creator));
  /** By function; 0 where several goroutines are in it. */
  const within = new Map<string, number>();
  for (const { id, frames } of nodes) {
    for (const name of new Set(frames.map((frame) => frame.name))) {
      if (names.has(name)) within.set(name, within.has(name) ? 0 : id);
    }
  }
  return nodes.map((node) => ({ ...node, creator: within.get(node.entry.creator ?? '') ?? 0 }));
}
