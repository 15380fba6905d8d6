// What a book of suspects goes by, from the settings of its data source.
import type { BookOptions } from '../../../core/analysis/suspects/book.ts';
import type { Notice } from '../../../core/problem.ts';

export interface JudgeRules {
  readonly intervalMs: number;
  /** This process samples, and says when a leak begins. */
  readonly isSampling: boolean;
  readonly maxBytes: number;
  /** How many targets a look at verdicts of the past may replay. */
  readonly maxPastTargets: number;
  readonly memoryLimitBytes: number | undefined;
  readonly goroutineLimit: number | undefined;
}

/** Verdicts are kept apart by service; a question may keep them apart otherwise. */
export const per = ['service'] as const;

/** The settings may change while the book stays. */
export function describeBook(rules: () => JudgeRules): BookOptions {
  return {
    per,
    get goneMs() {
      return Math.max(15 * 60_000, 3 * rules().intervalMs);
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
  const text = `The growth of ${stacks.toLocaleString('en-US')} ${stacks === 1 ? 'stack' : 'stacks'} with few goroutines is not judged: what verdicts remember is bounded to ${mebibytes} MiB (bounds.verdicts).`;
  return [{ severity: 'warning', text }];
}
