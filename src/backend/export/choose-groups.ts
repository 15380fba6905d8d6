// Selects the groups of a target that get their own series when there are too many: the largest and the fastest
// growing. A group that was just displaced stays for a while, so that its series does not flap.
import { hourMs, minuteMs } from '../../core/agreed-times.ts';

interface GroupChooser {
  /** Selects at most `limit` keys. `counts` is keyed by group. */
  choose(counts: ReadonlyMap<string, number>, nowMs: number): ReadonlySet<string>;
}

/** How long a displaced group stays. */
export const keptMs = hourMs;

/** Growth is measured from a reference that is half an hour to an hour old. */
const lookBackMs = 30 * minuteMs;

export function createGroupChooser(limit: number): GroupChooser {
  /** When a group was last among the selected ones by merit. */
  const meritMs = new Map<string, number>();
  let older: ReadonlyMap<string, number> | undefined;
  let newer: { readonly atMs: number; readonly counts: ReadonlyMap<string, number> } | undefined;

  function choose(counts: ReadonlyMap<string, number>, nowMs: number): ReadonlySet<string> {
    if (counts.size <= limit) {
      meritMs.clear();
      for (const key of counts.keys()) meritMs.set(key, nowMs);
      return new Set(counts.keys());
    }
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
