// How much each group gained over a range. The growth of a sum is the sum of each process's own growth while it lived:
// pods that come and go neither fake it nor hide it.
import type { Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import type { ReadAccount, TargetHistory } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import { makePastEntry } from '../gather/past-entries.ts';
import { compilePastSorter, pickStacks, readPast, type PastRange } from '../gather/read-past.ts';
import type { Judgement } from '../judgement.ts';

export interface Change {
  /** Goroutines gained. */
  readonly change: number;
  readonly growthPerMinute: number;
}

export interface Changes {
  /** By the key of the group. Groups without two samples of one process are missing: nothing is known of them. */
  readonly byKey: ReadonlyMap<string, Change>;
  readonly account: ReadAccount;
}

export async function readChanges(
  ask: Ask,
  { fromMs, toMs }: PastRange,
  judgement: Judgement,
): Promise<Result<Changes>> {
  const { query, signal } = ask;
  const sort = compilePastSorter(ask, judgement);
  if (!sort.ok) return sort;
  const byKey = new Map<string, Change>();
  const add = ({ target, livedMs, series }: TargetHistory): void => {
    if (livedMs <= 0) return;
    for (const { stack, labels, change } of series) {
      const sorted = sort.value(target.labels, makePastEntry({ stack, labels }, 1, query.profile));
      if (sorted === undefined) continue;
      const before = byKey.get(sorted.key) ?? { change: 0, growthPerMinute: 0 };
      byKey.set(sorted.key, {
        change: before.change + change,
        growthPerMinute: before.growthPerMinute + (change / livedMs) * 60_000,
      });
    }
  };
  // One step as long as the range: what the lives gained in it is all that is asked for.
  const resolution = { every: 'step', firstMs: toMs, stepMs: toMs - fromMs, points: 1, holdMs: 0 } as const;
  const account = await readPast(ask, (engine) =>
    engine.readRange({ kind: query.profile, targets: query.targets, resolution, ...pickStacks(query) }, add, signal),
  );
  return account.ok ? succeed({ byKey, account: account.value }) : account;
}
