// The honest no: when goroutines are not what is wrong, say so, and say where to look.
import type { Labels } from '../../labels.ts';
import { measureRise } from '../trend/steady-rise.ts';
import type { Diagnosis, Suspect } from './model.ts';
import type { ProcessPast } from './process-past.ts';
import { spellAmount, spellBytes, spellCount, spellSpan } from './words.ts';

const lockStates: readonly string[] = ['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock'];
/** A goroutine in one of these goes on by itself. */
const livelyStates: readonly string[] = ['running', 'IO wait', 'syscall', 'sleep'];
const minCrowd = 10;

/** At most one a service, the gravest first; none when a suspect already says what is wrong. */
export function diagnoseService(
  per: Labels,
  processes: readonly ProcessPast[],
  suspects: readonly Suspect[],
): readonly Diagnosis[] {
  const found = processes.flatMap((process) => judgeNow(per, process) ?? []);
  const grave =
    found.find(({ kind }) => kind === 'deadlock') ?? found.find(({ kind }) => kind === 'locked') ?? found[0];
  if (grave !== undefined) return [grave];
  if (suspects.some(({ grade, once }) => grade !== 'watch' && !once)) return [];
  const climbing = processes.map((process) => judgeMemory(per, process)).find((one) => one !== undefined);
  if (climbing !== undefined) return [climbing];
  const longest = processes.reduce<ProcessPast | undefined>(
    (most, one) => (most === undefined || one.total.samples > most.total.samples ? one : most),
    undefined,
  );
  return longest === undefined ? [] : [describeLevel(per, longest, suspects.length)];
}

interface Tally {
  total: number;
  own: number;
  ownLively: number;
  running: number;
  locked: number;
}

function tallyStates(process: ProcessPast): Tally {
  const tally: Tally = { total: 0, own: 0, ownLively: 0, running: 0, locked: 0 };
  for (const { states, stack } of process.stacks.values()) {
    for (const [state, count] of states) {
      tally.total += count;
      if (state === 'running') tally.running += count;
      if (lockStates.includes(state)) tally.locked += count;
      if (stack.ownFrame < 0) continue;
      tally.own += count;
      if (livelyStates.includes(state)) tally.ownLively += count;
    }
  }
  return tally;
}

function judgeNow(per: Labels, process: ProcessPast): Diagnosis | undefined {
  const { total, own, ownLively, running, locked } = tallyStates(process);
  if (own >= minCrowd && ownLively === 0 && locked >= own * 0.9) {
    return {
      kind: 'deadlock',
      per,
      text: `Nothing of the program's own code runs: ${spellCount(locked)} of ${spellAmount(own, 'goroutine')} wait for locks.`,
      next: 'Look for the goroutine that holds the lock and itself waits, or for two locks taken in different orders; a dump with debug=2 shows every one.',
    };
  }
  if (total >= minCrowd && locked >= total / 2) {
    return {
      kind: 'locked',
      per,
      text: `${spellCount(locked)} of ${spellAmount(total, 'goroutine')} wait for locks: a queue, not a leak, unless the holder never lets go.`,
      next: 'Find who holds the lock: a goroutine beyond it in the same package. The mutex profile says which lock costs most.',
    };
  }
  if (total >= 5 * minCrowd && running >= total / 2) {
    return {
      kind: 'busy',
      per,
      text: `${spellCount(running)} of ${spellAmount(total, 'goroutine')} run or are about to: the processors are short, goroutines are not stuck.`,
      next: 'Take a CPU profile: /debug/pprof/profile?seconds=30.',
    };
  }
  return undefined;
}

const minClimbBytes = 32 * 1024 * 1024;
const minClimbShare = 0.2;

function judgeMemory(per: Labels, process: ProcessPast): Diagnosis | undefined {
  const { trains } = process.resident;
  if (trains === undefined) return undefined;
  for (const train of [trains.week, trains.day, trains.hour]) {
    const climb = measureRise(train, train.originMs);
    if (climb === undefined || climb.samples < 30 || climb.toMs - climb.fromMs < 30 * 60_000) continue;
    const steady = climb.thirds.every((third) => third > 0) && climb.largestFall < climb.rise / 4;
    if (!steady || climb.rise < Math.max(minClimbBytes, climb.from * minClimbShare)) continue;
    const goroutines = process.total;
    const gained = goroutines.last - goroutines.low;
    if (gained * 8_000 > climb.rise / 4) continue;
    return {
      kind: 'memory-elsewhere',
      per,
      text: `Memory climbed from ${spellBytes(climb.from)} to ${spellBytes(climb.to)} in ${spellSpan(climb.toMs - climb.fromMs)} while goroutines stayed near ${spellCount(goroutines.last)}: it is not they who hold it.`,
      next: 'Compare two heap profiles: go tool pprof -diff_base of /debug/pprof/heap.',
    };
  }
  return undefined;
}

function describeLevel(per: Labels, { total }: ProcessPast, watched: number): Diagnosis {
  const spanMs = total.lastMs - total.firstMs;
  const seen = `${spellAmount(total.samples, 'sample')} over ${spellSpan(spanMs)}`;
  if (total.samples < 60 || spanMs < 60 * 60_000) {
    return {
      kind: 'too-early',
      per,
      text: `${seen} cannot tell a leak from a busy moment${watched > 0 ? ', although some stacks grow' : ''}.`,
      next: 'Sample for 60 samples and an hour at least, or take a leak profile (Go 1.26 and later), which needs one moment only.',
    };
  }
  return {
    kind: 'level',
    per,
    text: `No stack grows beyond what traffic, pools and restarts explain, in ${seen}.`,
    next: '',
  };
}
