// Which groups of a target go out as series of their own when there are more than a server should carry: the largest and
// those that grow the most. What has just lost its place stays for a while, so that a series doesn't come and go.

export interface GroupChooser {
  /** `counts` by the group's key. The keys that go out, at most `limit`. */
  choose(counts: ReadonlyMap<string, number>, nowMs: number): ReadonlySet<string>;
}

/** How long a group stays after it has lost its place. */
export const keptMs = 3_600_000;

/** Growth is that since the older of two looks back, half an hour to an hour ago. */
const lookBackMs = 1_800_000;

export function createGroupChooser(limit: number): GroupChooser {
  /** When a group was last among the best. */
  const meritMs = new Map<string, number>();
  let older: ReadonlyMap<string, number> | undefined;
  let newer: { readonly atMs: number; readonly counts: ReadonlyMap<string, number> } | undefined;

  function choose(counts: ReadonlyMap<string, number>, nowMs: number): ReadonlySet<string> {
    if (counts.size <= limit) return new Set(counts.keys());
    if (newer === undefined || Math.abs(nowMs - newer.atMs) >= lookBackMs) {
      older = newer?.counts ?? counts;
      newer = { atMs: nowMs, counts };
    }
    const base = older ?? counts;
    const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([key]) => key);
    const growth = (key: string): number => (counts.get(key) ?? 0) - (base.get(key) ?? 0);
    const growing = byCount.filter((key) => growth(key) > 0).sort((a, b) => growth(b) - growth(a));
    const best = [...byCount.slice(0, limit >> 1), ...growing.slice(0, limit >> 2)];
    for (const key of best) meritMs.set(key, nowMs);
    const kept: string[] = [];
    for (const [key, lastMs] of meritMs) {
      if (nowMs - lastMs >= keptMs || lastMs > nowMs) meritMs.delete(key);
      else if (counts.has(key)) kept.push(key);
    }
    kept.sort((a, b) => (meritMs.get(b) ?? 0) - (meritMs.get(a) ?? 0) || (a < b ? -1 : 1));
    const chosen = new Set<string>();
    for (const key of [...best, ...kept, ...byCount]) {
      if (chosen.size >= limit) break;
      chosen.add(key);
    }
    return chosen;
  }

  return { choose };
}
