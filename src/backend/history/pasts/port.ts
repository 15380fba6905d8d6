// A server with earlier data about targets. It is only read.
import type { PriorTotals } from '../../../core/analysis/suspects/prior.ts';
import type { Labels } from '../../../core/labels.ts';
import type { Result } from '../../../core/problem.ts';
import type { UnplacedSample } from '../../../core/sample/model.ts';

export interface PastRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the server stores. Undefined or an empty result means that it does not know the target. */
export type PastReader =
  | {
      /** The total number of goroutines over days. */
      readonly tells: 'totals';
      readonly host: string;
      read(target: Labels, range: PastRange, signal: AbortSignal): Promise<Result<PriorTotals | undefined>>;
    }
  | {
      /** Whole profiles. */
      readonly tells: 'samples';
      readonly host: string;
      read(target: Labels, range: PastRange, signal: AbortSignal): Promise<Result<readonly UnplacedSample[]>>;
    };
