// Samples that tell something else than the past and the future around them: one, or up to three in a row.
import type { Part } from '../parts.ts';

export const oddities = ['spike', 'zero', 'step down'] as const;

export interface OddSample {
  readonly kind: (typeof oddities)[number];
  readonly atS: number;
  /** Samples in a row; a step stays. */
  readonly samples: number;
  readonly size: number;
}

export function withOddSamples(part: Part, odd: readonly OddSample[]): Part {
  if (odd.length === 0) return part;
  return (instance) => {
    const inner = part(instance);
    const seen = odd.map(() => 0);
    return (moment) => {
      let count = inner(moment);
      for (const [index, { kind, atS, samples, size }] of odd.entries()) {
        if (moment.atS < atS) continue;
        seen[index]!++;
        const isNow = seen[index]! <= samples;
        if (kind === 'step down') count = Math.max(0, count - size);
        else if (isNow) count = kind === 'zero' ? 0 : count + size;
      }
      return count;
    };
  };
}
