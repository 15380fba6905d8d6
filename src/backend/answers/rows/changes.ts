// The growth of each group over a range. It sums the growth of each process during its life, so that starting and
// stopping pods neither add growth nor hide it.
import type { Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import type { ReadAccount, TargetHistory } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import { isTold, makePastEntry } from '../gather/past-entries.ts';
import { compilePastSorter, pickStacks, readPast, type PastRange } from '../gather/read-past.ts';
import type { Judgement } from '../judgement.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

export interface Change {
  /** Number of goroutines gained; negative for a loss. */
  readonly change: number;
  readonly growthPerMinute: number;
}

export interface Changes {
  /** Keyed by group. A group without two samples of one process is missing, because its growth is unknown. */
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
  const add = ({ target, series }: TargetHistory): void => {
    for (const { stack, labels, change, knownMs } of series) {
      if (knownMs <= 0 || Number.isNaN(change) || !isTold(query, stack)) continue;
      const sorted = sort.value(target.labels, makePastEntry({ stack, labels }, 1, query.profile));
      if (sorted === undefined) continue;
      const before = byKey.get(sorted.key) ?? { change: 0, growthPerMinute: 0 };
      byKey.set(sorted.key, {
        change: before.change + change,
        growthPerMinute: before.growthPerMinute + (change / knownMs) * minuteMs,
      });
    }
  };
  // One step covers the whole range, since only the total gain is needed.
  const resolution = { every: 'step', firstMs: toMs, stepMs: toMs - fromMs, points: 1, holdMs: 0 } as const;
  const account = await readPast(ask, (engine) =>
    engine.readRange(
      { kind: query.profile, targets: query.targets, resolution, ...pickStacks(query), figures: false },
      add,
      signal,
    ),
  );
  return account.ok ? succeed({ byKey, account: account.value }) : account;
}
