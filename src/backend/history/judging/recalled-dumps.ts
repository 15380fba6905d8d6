// Gives a tracker the newest kept dump of each target while its samples are replayed, between the samples that were
// taken before the dump and those taken after it.
import type { DumpFacts } from '../../../core/analysis/suspects/dump-facts.ts';
import type { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { targetKey, type Labels, type LabelsKey } from '../../../core/labels.ts';

/** The newest dump of a target that was kept after this time; undefined if there is none. */
type RecallDump = (target: Labels, sinceMs: number) => Promise<DumpFacts | undefined>;

interface RecalledDumps {
  /** Reads the dump of a target whose samples are replayed next. */
  recall(target: Labels, sinceMs: number): Promise<void>;
  /** Call before each sample of the target, and with `Infinity` after the last one. */
  learn(target: Labels, beforeMs: number): void;
}

export function openRecalledDumps(tracker: SuspectTracker, read: RecallDump): RecalledDumps {
  const pending = new Map<LabelsKey, DumpFacts>();
  return {
    recall: async (target, sinceMs) => {
      const facts = await read(target, sinceMs);
      if (facts !== undefined) pending.set(targetKey(target), facts);
    },
    learn: (target, beforeMs) => {
      const identity = targetKey(target);
      const facts = pending.get(identity);
      if (facts === undefined || facts.atMs >= beforeMs) return;
      pending.delete(identity);
      tracker.learnDump(target, facts);
    },
  };
}
