// Bounds what verdicts remember. A leak grows, so small stacks are left out first: the fuller the book, the more
// goroutines a new stack needs to be let in.
import type { Sample, SampleGroup } from '../../../core/sample/model.ts';
import type { SuspectBook } from '../../../core/analysis/suspects/book.ts';
import { stackBytes } from '../../../core/analysis/suspects/process-past.ts';
import { endlessStates } from '../../../core/analysis/verdict.ts';
import { type Labels, targetKey } from '../../../core/labels.ts';
import type { Fingerprint } from '../../../core/stack/model.ts';

/** From this share of the bound on, a stack that is new needs so many goroutines. */
const doors = [
  { share: 1, least: Infinity },
  { share: 0.9, least: 500 },
  { share: 0.75, least: 50 },
  { share: 0.5, least: 5 },
] as const;

export interface Admission {
  /** What of a sample may be remembered. */
  admit(sample: Sample): Sample;
  /** Stacks of processes that were left out of the newest sample of their process. */
  leftOut(): number;
}

interface Newcomer {
  readonly fingerprint: Fingerprint;
  count: number;
  endless: boolean;
}

export function openAdmission(book: SuspectBook, maxBytes: () => number): Admission {
  /** Processes that something is left out of. */
  const leftOut = new Map<string, { readonly target: Labels; readonly stacks: number }>();

  function admit(sample: Sample): Sample {
    const newcomers = listNewcomers(sample);
    const refused = newcomers.length === 0 ? undefined : findRefused(sample, newcomers);
    if (sample.kind === 'goroutine') noteLeftOut(sample, refused?.size ?? 0);
    if (refused === undefined || refused.size === 0) return sample;
    return { ...sample, groups: sample.groups.filter(({ stack }) => !refused.has(stack.fingerprint)) };
  }

  /** Stacks that the book would have to begin with, each once. */
  function listNewcomers({ target, groups }: Sample): Newcomer[] {
    const known = book.find(target);
    const newcomers = new Map<Fingerprint, Newcomer>();
    for (const { stack, count } of groups) {
      if (known?.stacks.has(stack.fingerprint) === true || isApart(stack)) continue;
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
    let bytes = book.bytes();
    // The largest first, where not all may find room.
    for (const { fingerprint, count, endless } of [...newcomers].sort((a, b) => b.count - a.count)) {
      const least = doors.find(({ share }) => bytes >= share * maxBytes())?.least ?? 0;
      const enough = count >= least || ((endless || kind === 'goroutineleak') && least < Infinity);
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
      // Of a process that is gone the book keeps its lives alone.
      if ((book.find(target)?.samples ?? 0) === 0) leftOut.delete(identity);
      else sum += stacks;
    }
    return sum;
  }

  return { admit, leftOut: countLeftOut };
}

/** What the book never judges. */
function isApart({ profiler, main, system }: SampleGroup['stack']): boolean {
  return profiler || main || system;
}
