// Follows each stack from the demo's first sample on, and ranks by growth. So a large pool that never grows stays below
// a small leak.
import type { Sample, StackCount } from './sample.ts';
import { countGoroutines } from './sample.ts';

export interface TrackedStack extends StackCount {
  /** Growth since the first sample. A stack that the first sample lacks began with none. */
  readonly growth: number;
  /** Undefined after a single sample. */
  readonly perMinute: number | undefined;
  /** One count a sample, oldest first. */
  readonly counts: readonly number[];
}

export interface Standing {
  readonly samples: number;
  readonly elapsedMs: number;
  readonly goroutines: number;
  readonly growth: number;
  /** The first one grew most. */
  readonly ranked: readonly TrackedStack[];
}

/** Samples must be in order of time, and not empty. */
export function rankStacks(samples: readonly Sample[]): Standing {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) throw new Error('There is no sample to rank.');
  const countsBySample = samples.map(indexCounts);
  const elapsedMs = last.atMs - first.atMs;
  const ranked = last.stacks.map((stack): TrackedStack => {
    const counts = countsBySample.map((byKey) => byKey.get(stack.key) ?? 0);
    const growth = stack.count - (counts[0] ?? 0);
    return { ...stack, growth, perMinute: elapsedMs > 0 ? (growth / elapsedMs) * 60_000 : undefined, counts };
  });
  ranked.sort((a, b) => b.growth - a.growth || b.count - a.count || (a.key < b.key ? -1 : 1));
  const goroutines = countGoroutines(last);
  return { samples: samples.length, elapsedMs, goroutines, growth: goroutines - countGoroutines(first), ranked };
}

function indexCounts(sample: Sample): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { key, count } of sample.stacks) counts.set(key, (counts.get(key) ?? 0) + count);
  return counts;
}
