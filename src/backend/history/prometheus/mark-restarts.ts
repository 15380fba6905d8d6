// Says of each sample on its way out whether it is of another process than the one before, so that whoever reads the
// series later needs no more than a counter.
import { targetKey } from '../../../core/labels.ts';
import { beginLife, isAnotherProcess, updateLife, type LifeFacts } from '../lives.ts';
import type { Sample } from '../port.ts';

/** Enough for any fleet; beyond it what was known longest is forgotten. */
const mostKnown = 20_000;

export function markRestarts(): (sample: Sample) => Sample {
  const known = new Map<string, LifeFacts>();
  return (sample) => {
    if (sample.kind !== 'goroutine') return sample;
    const key = targetKey(sample.target);
    const before = known.get(key);
    const restarted = before !== undefined && isAnotherProcess(before, sample);
    known.delete(key);
    known.set(key, before === undefined || restarted ? beginLife(sample) : updateLife(before, sample));
    for (const oldest of known.keys()) {
      if (known.size <= mostKnown) break;
      known.delete(oldest);
    }
    return restarted === sample.restarted ? sample : { ...sample, restarted };
  };
}
