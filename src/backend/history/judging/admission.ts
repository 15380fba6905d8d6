// Bounds the memory of verdicts. Leaks grow, so small stacks are refused first. The fuller the table of suspects is,
// the more goroutines a new stack needs to be admitted.
import type { Sample, SampleGroup } from '../../../core/sample/model.ts';
import type { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { stackBytes } from '../../../core/analysis/suspects/process-past.ts';
import { endlessStates } from '../../../core/analysis/verdict.ts';
import { type Labels, targetKey } from '../../../core/labels.ts';
import type { Fingerprint } from '../../../core/stack/model.ts';

/** When memory use reaches `share` of the bound, a new stack needs at least `minGoroutines` goroutines. */
const thresholds = [
  { share: 1, minGoroutines: Infinity },
  { share: 0.9, minGoroutines: 500 },
  { share: 0.75, minGoroutines: 50 },
  { share: 0.5, minGoroutines: 5 },
] as const;

export interface Admission {
  /** Returns the sample without the refused stacks. */
  admit(sample: Sample): Sample;
  /** Number of stacks refused in the newest sample of each process. */
  leftOut(): number;
}

interface Newcomer {
  readonly fingerprint: Fingerprint;
  count: number;
  endless: boolean;
}

export function openAdmission(tracker: SuspectTracker, maxBytes: () => number): Admission {
  /** Processes with refused stacks. */
  const leftOut = new Map<string, { readonly target: Labels; readonly stacks: number }>();

  function admit(sample: Sample): Sample {
    const newcomers = listNewcomers(sample);
    const refused = newcomers.length === 0 ? undefined : findRefused(sample, newcomers);
    if (sample.kind === 'goroutine') noteLeftOut(sample, refused?.size ?? 0);
    if (refused === undefined || refused.size === 0) return sample;
    return { ...sample, groups: sample.groups.filter(({ stack }) => !refused.has(stack.fingerprint)) };
  }

  /** The stacks that are not yet in the table, without duplicates. */
  function listNewcomers({ target, groups }: Sample): Newcomer[] {
    const known = tracker.find(target);
    const newcomers = new Map<Fingerprint, Newcomer>();
    for (const { stack, count } of groups) {
      if (known?.stacks.has(stack.fingerprint) === true || isNeverJudged(stack)) continue;
      const endless = endlessStates.has(stack.state);
      const newcomer = newcomers.get(stack.fingerprint);
      if (newcomer === undefined) {
        newcomers.set(stack.fingerprint, { fingerprint: stack.fingerprint, count, endless });
      } else {
        newcomer.count += count;
        newcomer.endless ||= endless;
      }
    }
    return [...newcomers.values()];
  }

  function findRefused({ kind }: Sample, newcomers: readonly Newcomer[]): Set<Fingerprint> {
    const refused = new Set<Fingerprint>();
    let bytes = tracker.bytes();
    // The largest stacks come first, in case not all fit.
    for (const { fingerprint, count, endless } of [...newcomers].sort((a, b) => b.count - a.count)) {
      const minGoroutines = thresholds.find(({ share }) => bytes >= share * maxBytes())?.minGoroutines ?? 0;
      const enough = count >= minGoroutines || ((endless || kind === 'goroutineleak') && minGoroutines < Infinity);
      if (enough) bytes += stackBytes;
      else refused.add(fingerprint);
    }
    return refused;
  }

  function noteLeftOut({ target }: Sample, stacks: number): void {
    if (stacks > 0) leftOut.set(targetKey(target), { target, stacks });
    else if (leftOut.size > 0) leftOut.delete(targetKey(target));
  }

  function countLeftOut(): number {
    let sum = 0;
    for (const [identity, { target, stacks }] of leftOut) {
      // For a process that is gone, the table keeps only its lives.
      if ((tracker.find(target)?.samples ?? 0) === 0) leftOut.delete(identity);
      else sum += stacks;
    }
    return sum;
  }

  return { admit, leftOut: countLeftOut };
}

/** Stacks that are never judged. */
function isNeverJudged({ profiler, main, system }: SampleGroup['stack']): boolean {
  return profiler || main || system;
}
