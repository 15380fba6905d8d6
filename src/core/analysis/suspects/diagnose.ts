// Says when goroutines are not the problem, and where to look instead.
import type { Labels } from '../../labels.ts';
import type { SampleContext } from '../../sample/context.ts';
import { perObject } from '../../per-object.ts';
import type { Stack } from '../../stack/model.ts';
import { causes } from '../../causes/list.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import { reachesGrade } from '../verdict.ts';
import { measureRecentGrowth } from '../trend/slope.ts';
import { measureRise } from '../trend/steady-rise.ts';
import type { Diagnosis, Suspect } from './model.ts';
import { listStates, pageBytes, type ProcessPast, type Tally } from './process-past.ts';
import { formatAmount, formatCount } from '../../format.ts';
import { capitalise, formatBytes, formatRate, formatSpan } from './words.ts';
import { minuteMs } from '../../agreed-times.ts';
import { likely } from '../trend/steady-thresholds.ts';

const lockStates: readonly string[] = ['sync.Mutex.Lock', 'sync.RWMutex.Lock', 'sync.RWMutex.RLock'];
/** Goroutines in these states continue by themselves. */
const livelyStates: readonly string[] = ['running', 'IO wait', 'syscall', 'sleep'];
/** In a crash, goroutines in other states can only be woken by another goroutine. */
const wakingStates: readonly string[] = [...livelyStates, 'select', 'chan or select'];
/** A goroutine that waits for connections makes no progress. */
const accepting = /\.(?:accept|Accept|AcceptTCP|Serve|ListenAndServe\w*)$/;
const minCrowd = 10;

/** At most one per service, the most serious first; none if a suspect explains the problem. */
export function diagnoseService(
  per: Labels,
  processes: readonly ProcessPast[],
  suspects: readonly Suspect[],
): readonly Diagnosis[] {
  const isTold = suspects.some(({ locks }) => locks?.edges.every(({ holder }) => holder !== undefined));
  const found = processes.flatMap((process) => judgeNow(per, process, isTold) ?? []);
  const grave =
    found.find(({ kind }) => kind === 'deadlock') ?? found.find(({ kind }) => kind === 'locked') ?? found[0];
  if (grave !== undefined) return [grave];
  const named = suspects.filter(({ once }) => !once);
  if (named.some(({ grade }) => reachesGrade(grade, 'likely'))) return [];
  // Anything that grows may hold the memory.
  const climbing =
    named.length > 0 ? undefined : processes.map((process) => judgeMemory(per, process)).find((one) => one);
  if (climbing !== undefined) return [climbing];
  const longest = processes.reduce<ProcessPast | undefined>(
    (most, one) => (most === undefined || one.total.samples > most.total.samples ? one : most),
    undefined,
  );
  const level = longest === undefined ? undefined : describeLevel(per, longest, processes);
  // A process that has ended cannot be sampled.
  if (level?.kind === 'too-early' && processes.every(({ context }) => context?.ended)) return [];
  return level === undefined || (level.kind === 'level' && named.length > 0) ? [] : [level];
}

/** Facts about the newest sample, computed once. */
function recallTally(process: ProcessPast): Tally {
  const { lives, samples } = process;
  const known = process.tally;
  // Samples are counted per life.
  if (known?.lives === lives && known.samples === samples) return known.counts;
  const counts = tallyStates(process);
  process.tally = { lives, samples, counts };
  return counts;
}

/** Processes share stack objects. */
const acceptsConnections = perObject(({ frames }: Stack) =>
  frames.slice(0, 8).some(({ name }) => accepting.test(name)),
);

function tallyStates(process: ProcessPast): Tally {
  const tally = { total: 0, own: 0, ownLively: 0, running: 0, locked: 0, waking: 0 };
  for (const past of process.stacks.values()) {
    const { stack } = past;
    for (const [state, count] of listStates(past)) {
      tally.total += count;
      if (state === 'running') tally.running += count;
      if (lockStates.includes(state)) tally.locked += count;
      if (wakingStates.includes(state)) tally.waking += count;
      if (stack.ownFrame < 0 || (state === 'IO wait' && acceptsConnections(stack))) continue;
      tally.own += count;
      if (livelyStates.includes(state)) tally.ownLively += count;
    }
  }
  return tally;
}

/** `isTold`: a suspect tells who holds the lock. */
function judgeNow(per: Labels, process: ProcessPast, isTold: boolean): Diagnosis | undefined {
  const { total, own, ownLively, running, locked, waking } = recallTally(process);
  const { mainState, answers, context } = process;
  // No other profile of it can be taken.
  const isOver = context?.ended === true;
  const all = total + (mainState === undefined ? 0 : 1);
  // Its stack has no track. With others in it, one of them is the suspect.
  const inMain = isTold ? undefined : process.troubles.find(({ deadlock }) => deadlock);
  if (context?.asleep) return describeDeadlock(per, all, context, inMain ?? isTold);
  // A crash shows the main goroutine and no profile writer. An excerpt does not tell who is absent.
  const crashed = process.samples === 1 && !answers && mainState !== undefined && context?.extent === 'whole';
  if (crashed && waking === 0 && !wakingStates.includes(mainState)) {
    return describeDeadlock(per, all, context, inMain ?? isTold);
  }
  if (inMain !== undefined) return { per, text: `Deadlock: ${inMain.sentence}`, ...adviseOn(inMain) };
  if (!isTold && context?.extent !== 'excerpt' && own >= minCrowd && ownLively === 0 && locked >= own * 0.9) {
    return {
      kind: 'deadlock',
      per,
      text: `Nothing of the program's own code runs: ${formatCount(locked)} of ${formatAmount(own, 'goroutine')} wait for locks.`,
      next: `Look for a goroutine that holds the lock and waits itself, or for two locks taken in different orders${isOver ? '' : '; a dump with debug=2 shows every one'}.`,
    };
  }
  if (!isTold && total >= minCrowd && locked >= total / 2) {
    return {
      kind: 'locked',
      per,
      text: `${formatCount(locked)} of ${formatAmount(total, 'goroutine')} wait for locks. This is a queue and not a leak, unless the holder never releases the lock.`,
      next: `Find the holder of the lock: a goroutine past it in the same package.${isOver ? '' : ' The mutex profile shows which lock costs most.'}`,
    };
  }
  if (context?.crash !== undefined) return { kind: 'crash', per, text: context.crash.text, next: context.crash.fix };
  if (total >= 5 * minCrowd && running >= total / 2) {
    return {
      kind: 'busy',
      per,
      text: `${formatCount(running)} of ${formatAmount(total, 'goroutine')} run or are about to. The program is short of CPU, and its goroutines are not stuck.`,
      next: isOver ? '' : 'Take a CPU profile: /debug/pprof/profile?seconds=30.',
    };
  }
  return undefined;
}

const adviseOn = (locks: LockTrouble): Pick<Diagnosis, 'kind' | 'next' | 'locks'> => ({
  kind: 'deadlock',
  next: causes[locks.cause].fix,
  locks,
});

/** `locks`: the deadlock of the main goroutine, or whether a suspect tells it. */
function describeDeadlock(
  per: Labels,
  all: number,
  { asleep, extent }: SampleContext,
  locks: LockTrouble | boolean,
): Diagnosis {
  const who = all === 1 ? 'the only goroutine waits' : `all ${formatAmount(all, 'goroutine')} wait for one another`;
  const found = extent === 'whole' ? who : 'no goroutine could go on';
  const text = asleep
    ? `The runtime found a deadlock: ${found}.`
    : `${capitalise(who)}: nothing runs, sleeps or waits for the network.`;
  if (typeof locks === 'object') return { per, text: `${text} ${locks.sentence}`, ...adviseOn(locks) };
  return {
    kind: 'deadlock',
    per,
    text,
    // The suspect says how to mend the locks. A synctest bubble does not notice who waits for a mutex.
    next: locks
      ? ''
      : 'Read what each goroutine waits for. The oldest wait is closest to the reason. ' +
        'Run tests of such code in a testing/synctest bubble, which ends with "deadlock".',
  };
}

const minClimbBytes = 32 * 1024 * 1024;
const minClimbShare = 0.2;

function judgeMemory(per: Labels, process: ProcessPast): Diagnosis | undefined {
  const { resolutions } = process.resident;
  if (resolutions === undefined) return undefined;
  for (const series of [resolutions.week, resolutions.day, resolutions.hour]) {
    const climb = measureRise(series, series.originMs);
    if (climb === undefined || climb.samples < 30 || climb.toMs - climb.fromMs < 30 * minuteMs) continue;
    const steady = climb.thirds.every((third) => third > 0) && climb.largestFall < climb.rise / 4;
    const [riseBytes, fromBytes, toBytes] = [climb.rise * pageBytes, climb.from * pageBytes, climb.to * pageBytes];
    if (!steady || riseBytes < Math.max(minClimbBytes, fromBytes * minClimbShare)) continue;
    const goroutines = process.total;
    const gained = goroutines.last - goroutines.low;
    if (gained * 8_000 > riseBytes / 4) continue;
    return {
      kind: 'memory-elsewhere',
      per,
      text: `Memory climbed from ${formatBytes(fromBytes)} to ${formatBytes(toBytes)} in ${formatSpan(climb.toMs - climb.fromMs)} while goroutines stayed near ${formatCount(goroutines.last)}, so goroutines do not hold it.`,
      next: 'Compare two heap profiles: go tool pprof -diff_base of /debug/pprof/heap.',
    };
  }
  return undefined;
}

/** Stacks that rise in a short series but are not suspects yet. */
function countRising({ stacks }: ProcessPast): number {
  return [...stacks.values()].filter(({ track }) => track.fall === 0 && track.rise >= 3).length;
}

function describeLevel(per: Labels, process: ProcessPast, all: readonly ProcessPast[]): Diagnosis | undefined {
  const { total } = process;
  const spanMs = total.lastMs - total.firstMs;
  const seen = `${formatAmount(total.samples, 'sample')} over ${formatSpan(spanMs)}`;
  if (total.samples === 0) return undefined;
  if (total.samples === 1) {
    return {
      kind: 'too-early',
      per,
      text: 'One profile shows who waits, not who grows, so nothing can be said of the rest yet.',
      next: 'Take a series of 60 profiles over an hour at least, two profiles at rest before and after load, or a leak profile (Go 1.26 and later), which needs one moment only.',
    };
  }
  if (total.samples < likely.samples || spanMs < likely.spanMs) {
    const rising = countRising(process);
    const watched = rising === 0 ? '' : `, although ${formatAmount(rising, 'stack')} rose in it without a fall`;
    return {
      kind: 'too-early',
      per,
      text: `${seen} cannot tell a leak from a busy moment${watched}.`,
      next: '`watch` takes 30 samples, `likely` 60 and an hour. A leak profile (Go 1.26 and later) needs only one moment. Two profiles at rest, before and after load, show what the load left behind.',
    };
  }
  const growth = all.reduce((sum, one) => sum + measureRecentGrowth(one.total), 0);
  const grows = growth * 60 >= Math.max(1, total.last / 50);
  return {
    kind: 'level',
    per,
    text: grows
      ? `Goroutines grew by ${formatRate(growth)} in the last hour, but no single stack grew beyond what traffic, pools and restarts explain, in ${seen}.`
      : `No stack grows beyond what traffic, pools and restarts explain, in ${seen}.`,
    next:
      process.resident.samples > 0 || grows
        ? ''
        : 'If memory still climbs, compare two heap profiles: go tool pprof -diff_base of /debug/pprof/heap.',
  };
}
