// The judging rules that come from the data source's settings.
import { formatAmount } from '../../../core/format.ts';
import { nameBound } from '../../../core/bound-titles.ts';
import { ResolutionPool } from '../../../core/analysis/trend/open-resolutions.ts';
import type { SuspectTrackerOptions } from '../../../core/analysis/suspects/suspect-tracker.ts';
import type { Notice } from '../../../core/problem.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

export interface JudgeRules {
  readonly intervalMs: number;
  /** Whether this process samples and reports onsets of leaks. */
  readonly isSampling: boolean;
  readonly maxBytes: number;
  /** Maximum number of targets that are replayed for a past time. */
  readonly maxPastTargets: number;
  readonly memoryLimitBytes: number | undefined;
  readonly goroutineLimit: number | undefined;
}

/** Verdicts are split by service unless a query splits them otherwise. */
export const per = ['service'] as const;

/** All trackers of this process share it, so that data sources and past times do not add to its memory. */
const resolutions = new ResolutionPool();

/** Reads the settings on each use, because they may change while the SuspectTracker stays. */
export function describeTracker(rules: () => JudgeRules): SuspectTrackerOptions {
  return {
    per,
    resolutions,
    get goneMs() {
      return Math.max(15 * minuteMs, 3 * rules().intervalMs);
    },
    limits: () => {
      const { memoryLimitBytes, goroutineLimit } = rules();
      return {
        ...(memoryLimitBytes === undefined ? {} : { memoryBytes: memoryLimitBytes }),
        ...(goroutineLimit === undefined ? {} : { goroutines: goroutineLimit }),
      };
    },
  };
}

export function noteLeftOut(stacks: number, maxBytes: number): readonly Notice[] {
  if (stacks === 0) return [];
  const mebibytes = Math.round(maxBytes / 1024 / 1024).toLocaleString('en-US');
  const text =
    `The growth of ${formatAmount(stacks, 'stack')} with few goroutines is not judged, because the memory of ` +
    `verdicts is bounded to ${mebibytes} MiB (${nameBound('verdicts')}).`;
  return [{ severity: 'warning', text }];
}
