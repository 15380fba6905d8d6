// How much a book of suspects may remember. A leak grows, so what a bound leaves out first is what is small: the fuller
// the book, the more goroutines a stack needs to be let in.
import type { Labels } from '../../../core/labels.ts';
import type { SuspectGroup, SuspectSample } from '../../../core/analysis/suspects/model.ts';
import { endlessStates } from '../../../core/analysis/verdict.ts';
import type { Stack } from '../../../core/stack/model.ts';
import { identifyTarget } from '../sampler/lane.ts';

/** Measured with Node 24, without the frames, which processes share: what one stack of one process takes while its count stands still, and once it moves. */
const levelBytes = 1_100;
const movingBytes = 22_000;
const processBytes = 90_000;

/** From this share of the bound on, a stack that is new needs so many goroutines. */
const doors = [
  { share: 1, least: Infinity },
  { share: 0.9, least: 500 },
  { share: 0.75, least: 50 },
  { share: 0.5, least: 5 },
] as const;

const hourMs = 3_600_000;
/** As long as the book itself remembers. */
const forgetMs = 7.5 * 24 * hourMs;
/** Of a process that is gone for so long, the book keeps its lives alone. */
const retireMs = 24 * hourMs;

interface Known {
  count: number;
  moves: boolean;
  seenMs: number;
}

interface Process {
  readonly stacks: Map<string, Known>;
  seenMs: number;
}

export interface Admission {
  /** What of a sample may be remembered. */
  admit(sample: SuspectSample): SuspectSample;
  /** An estimate. */
  bytes(): number;
  /** Stacks of processes that were left out of the newest sample of their process. */
  leftOut(): number;
}

export function openAdmission(maxBytes: () => number): Admission {
  const processes = new Map<string, Process>();
  const leftOut = new Map<string, number>();
  /** Processes of one program share their stacks. */
  const stacks = new Map<string, Stack>();
  let bytes = 0;
  let countedMs = -Infinity;

  function admit(sample: SuspectSample): SuspectSample {
    if (Math.abs(sample.atMs - countedMs) > hourMs) recount(sample.atMs);
    const process = findProcess(sample.target, sample.atMs);
    const counts = sumCounts(sample.groups);
    const refused = new Set<string>();
    const isNear = bytes + counts.size * levelBytes > maxBytes() / 2;
    // The largest first, where not all may find room.
    const entries = isNear ? [...counts].sort(([, a], [, b]) => b.count - a.count) : counts;
    for (const [fingerprint, { count, endless }] of entries) {
      const known = process.stacks.get(fingerprint);
      const least = doors.find(({ share }) => bytes >= share * maxBytes())?.least ?? 0;
      const enough = count >= least || ((endless || sample.kind === 'goroutineleak') && least < Infinity);
      if (known !== undefined) {
        known.seenMs = sample.atMs;
      } else if (enough) {
        process.stacks.set(fingerprint, { count, moves: false, seenMs: sample.atMs });
        bytes += levelBytes;
      } else refused.add(fingerprint);
    }
    if (sample.kind === 'goroutine') {
      noteMoves(process, counts);
      leftOut.set(identifyTarget(sample.target), refused.size);
    }
    const groups = sample.groups.filter(({ stack }) => !refused.has(stack.fingerprint));
    return { ...sample, groups: groups.map((group) => ({ ...group, stack: share(group.stack) })) };
  }

  function share(stack: Stack): Stack {
    const key = `${stack.fingerprint} ${stack.location} ${stack.state}`;
    const known = stacks.get(key);
    if (known !== undefined) return known;
    stacks.set(key, stack);
    return stack;
  }

  function findProcess(target: Labels, atMs: number): Process {
    const identity = identifyTarget(target);
    let process = processes.get(identity);
    if (process === undefined) {
      processes.set(identity, (process = { stacks: new Map(), seenMs: atMs }));
      bytes += processBytes;
    }
    process.seenMs = atMs;
    return process;
  }

  function noteMoves(process: Process, counts: ReadonlyMap<string, { readonly count: number }>): void {
    for (const [fingerprint, known] of process.stacks) {
      const count = counts.get(fingerprint)?.count ?? 0;
      if (!known.moves && count !== known.count) {
        known.moves = true;
        bytes += movingBytes - levelBytes;
      }
      known.count = count;
    }
  }

  /** What the book has forgotten meanwhile makes room. */
  function recount(nowMs: number): void {
    countedMs = nowMs;
    bytes = 0;
    stacks.clear();
    for (const [identity, process] of processes) {
      const { seenMs } = process;
      if (seenMs < nowMs - forgetMs) {
        processes.delete(identity);
        leftOut.delete(identity);
        continue;
      }
      const isRetired = seenMs < nowMs - retireMs;
      if (isRetired) leftOut.delete(identity);
      bytes += isRetired ? levelBytes : processBytes;
      for (const [fingerprint, known] of process.stacks) {
        if (known.seenMs < nowMs - forgetMs) process.stacks.delete(fingerprint);
        else bytes += known.moves && !isRetired ? movingBytes : levelBytes;
      }
    }
  }

  return {
    admit,
    bytes: () => bytes,
    leftOut: () => [...leftOut.values()].reduce((sum, count) => sum + count, 0),
  };
}

function sumCounts(groups: readonly SuspectGroup[]): Map<string, { count: number; endless: boolean }> {
  const counts = new Map<string, { count: number; endless: boolean }>();
  for (const { stack, count } of groups) {
    const known = counts.get(stack.fingerprint);
    const endless = endlessStates.has(stack.state);
    if (known === undefined) counts.set(stack.fingerprint, { count, endless });
    else {
      known.count += count;
      known.endless ||= endless;
    }
  }
  return counts;
}
