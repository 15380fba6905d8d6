// Assigns each sample of a data source to a life of its process, before it is stored and judged.
import { LRUCache } from 'lru-cache';
import type { LabelsKey } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';
import { LifeTracker, type LifeFacts } from '../../core/sample/lives.ts';
import type { Sample, UnplacedSample } from '../../core/sample/model.ts';
import type { HistoryEngine } from './port.ts';

export interface SampleLives {
  place(sample: UnplacedSample): Promise<Sample>;
}

/** Enough for any fleet. */
const maxTargets = 20_000;

/** A tracker for a long-running process. It evicts the target that was not seen for the longest time. */
export function createBoundedTracker(): LifeTracker {
  return new LifeTracker(new LRUCache<LabelsKey, LifeFacts>({ max: maxTargets }));
}

/**
 * The first sample of a target continues the life in history, so that a restart of Parked does not hide a restart of
 * the target.
 */
export function openSampleLives(opening: Promise<Result<HistoryEngine>>): SampleLives {
  const tracker = createBoundedTracker();
  return {
    place: async (sample) => {
      const engine = await opening;
      if (engine.ok && !tracker.knows(sample.target)) {
        const facts = await engine.value.readLife?.(sample.target);
        if (facts !== undefined && !tracker.knows(sample.target)) tracker.learn(sample.target, facts);
      }
      return tracker.place(sample);
    },
  };
}
