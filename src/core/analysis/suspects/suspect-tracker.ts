// Tracks samples of a data source or a report, and answers with verdicts at any time. Judging after each sample is
// cheap, because only processes with new samples are judged again.
import type { Trend } from '../trend/model.ts';
import { applyPrior } from './prior.ts';
import type { Sample } from '../../sample/model.ts';
import { type Labels, labelsKey, pickLabels, targetKey } from '../../labels.ts';
import type { Fingerprint } from '../../stack/model.ts';
import { mayHaveTroubles } from '../wait-for/may-have-troubles.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import { judgeProcess } from '../trend/judge-process.ts';
import { ResolutionPool } from '../trend/open-resolutions.ts';
import { measureRecentGrowth } from '../trend/slope.ts';
import { diagnoseService } from './diagnose.ts';
import { holdTrend, markStop } from './hold-trend.ts';
import { judgeStack } from './judge-stack.ts';
import type { DumpFacts } from './dump-facts.ts';
import type { StackAt } from './places.ts';
import { mergeLockstep } from './lockstep.ts';
import type { Diagnosis, ProcessOutline, Suspect, Verdicts } from './model.ts';
import { ProcessPast, type StackPast } from './process-past.ts';
import { compareSuspects } from './rank.ts';
import { dayMs, minuteMs, verdictSpanMs } from '../../agreed-times.ts';

/** A constant stack is judged again after this time, because nothing changes sooner. */
const stillMs = minuteMs;

export interface SuspectTrackerOptions {
  /** Target labels that separate verdicts; `['service']` by default. */
  readonly per?: readonly string[];
  /** Limits from the settings of a target. The process's own memory limit takes precedence. */
  readonly limits?: (target: Labels) => { readonly memoryBytes?: number; readonly goroutines?: number };
  /**
   * A process not sampled for this long is gone; its lives still count. 15 minutes by default. With `Infinity` no
   * process is ever gone or dropped.
   */
  readonly goneMs?: number;
  /** Shared with other trackers; by default one of its own. */
  readonly resolutions?: ResolutionPool;
}

/** Selects the targets of a verdict. Default: all, separated by the tracker's options. */
export interface Scope {
  /** Target labels that separate verdicts in this answer. */
  readonly per?: readonly string[];
  readonly isWanted?: (target: Labels) => boolean;
}

interface Service {
  readonly per: Labels;
  /** Ascending by labels. Sums and merged suspects depend on the order, and a start adds processes in another one. */
  readonly processes: ProcessPast[];
}

export class SuspectTracker {
  readonly #per: readonly string[];
  readonly #options: SuspectTrackerOptions;
  readonly #processes = new Map<string, ProcessPast>();
  readonly #services = new Map<string, Service>();
  /** For processes that are restored and added. */
  readonly resolutions: ResolutionPool;

  constructor(options: SuspectTrackerOptions = {}) {
    this.#per = options.per ?? ['service'];
    this.#options = options;
    this.resolutions = options.resolutions ?? new ResolutionPool();
  }

  /** Adds a sample. Samples of one target must be in the order of time. `troubles`: the locks in the sample's dump. */
  push(sample: Sample, troubles: readonly LockTrouble[] = []): void {
    const key = targetKey(sample.target);
    let process = this.#processes.get(key);
    if (process === undefined) {
      process = new ProcessPast(sample.target, this.resolutions);
      this.add(process);
    }
    process.push(sample, troubles);
  }

  /** Adds the past of a process that is not known yet, so that its samples continue from there. */
  add(process: ProcessPast): void {
    this.#processes.set(targetKey(process.labels), process);
    addTo(this.#services, process, this.#per);
  }

  /** The past of a process; undefined if there is none. */
  find(target: Labels): ProcessPast | undefined {
    return this.#processes.get(targetKey(target));
  }

  /** Takes waits and locks from a dump that was taken beside the samples. Returns false if there is no sample yet. */
  learnDump(target: Labels, dump: DumpFacts): boolean {
    const process = this.find(target);
    if (process === undefined || process.samples === 0) return false;
    process.learnDump(dump);
    return true;
  }

  /** The stacks of one process that rise at least this fast, judged without the rest of its service. */
  listFast(target: Labels, perMinute: number): readonly Fingerprint[] {
    const process = this.find(target);
    if (process === undefined) return [];
    judgeFresh(process);
    return [...process.stacks].flatMap(([fingerprint, { held }]) =>
      held !== undefined && held.perMinute >= perMinute ? fingerprint : [],
    );
  }

  /**
   * Whether goroutines of the newest sample may wait for one another, which only a profile can tell. True without a
   * sample.
   */
  mayHaveTroubles(target: Labels): boolean {
    const process = this.find(target);
    if (process === undefined || process.samples === 0 || process.hadOther) return true;
    const entries = [...process.stacks.values()].flatMap(({ stack, states, pending }) =>
      [...(states ?? [[stack.state, pending] as const])].map(([state, count]) => ({
        stack: { state, frames: stack.frames },
        entry: { count },
        creator: null,
      })),
    );
    return mayHaveTroubles({ entries: entries.filter(({ entry }) => entry.count > 0) });
  }

  /** Adds the rise of the whole process before it was sampled. Returns false if the process is not known yet. */
  learnPrior(target: Labels, prior: Trend | undefined): boolean {
    const process = this.find(target);
    if (process === undefined || process.samples === 0) return false;
    process.prior = prior;
    for (const past of process.stacks.values()) past.judgedMs = NaN;
    process.fresh = true;
    return true;
  }

  /** Drops a process, so that its samples can be pushed again with earlier ones. */
  remove(target: Labels): void {
    const process = this.find(target);
    if (process === undefined) return;
    this.#processes.delete(targetKey(target));
    for (const { processes } of this.#services.values()) {
      const index = processes.indexOf(process);
      if (index >= 0) processes.splice(index, 1);
    }
  }

  /** Estimated memory in bytes. */
  bytes(): number {
    let bytes = 0;
    for (const process of this.#processes.values()) bytes += process.bytes;
    return bytes;
  }

  /** Does most of the next judgement for one process now, so that many are never judged at once. */
  prepare(target: Labels): void {
    const process = this.#processes.get(targetKey(target));
    if (process !== undefined) judgeFresh(process);
  }

  /** Notes that one process was judged with these samples, for verdicts that are restored. See `restoreJudgements`. */
  passOver(target: Labels): void {
    const process = this.#processes.get(targetKey(target));
    if (process === undefined || !process.fresh) return;
    for (const past of listDue(process)) noteJudged(past);
    process.fresh = false;
  }

  /** `nowMs`: the time of the verdict; default: the newest sample. */
  judge(nowMs?: number, scope?: Scope): Verdicts {
    const suspects: Suspect[] = [];
    const diagnoses: Diagnosis[] = [];
    const outlines: ProcessOutline[] = [];
    for (const { processes } of this.#services.values()) this.#forget(processes, nowMs);
    for (const { per, processes } of this.#select(scope)) {
      const found = this.#judgeService(per, processes, nowMs);
      suspects.push(...found);
      const alive = this.#listAlive(processes, nowMs);
      diagnoses.push(...diagnoseService(per, alive, found));
      outlines.push(...processes.filter(({ samples }) => samples > 0).map(outlineProcess));
    }
    return { suspects: suspects.sort(compareSuspects), diagnoses, processes: outlines };
  }

  #select(scope: Scope | undefined): Iterable<Service> {
    if (scope === undefined) return sortByKey(this.#services);
    const services = new Map<string, Service>();
    for (const process of this.#processes.values()) {
      if (scope.isWanted?.(process.labels) !== false) addTo(services, process, scope.per ?? this.#per);
    }
    return sortByKey(services);
  }

  /** Pods come and go: after a day only the lives of a process are kept, after a week nothing. */
  #forget(processes: ProcessPast[], nowMs: number | undefined): void {
    if (this.#options.goneMs === Infinity) return;
    const newest = findNewest(processes, nowMs);
    for (let index = processes.length - 1; index >= 0; index--) {
      const process = processes[index]!;
      if (process.seenMs < newest - dayMs) process.retire();
      if (process.seenMs >= newest - verdictSpanMs) continue;
      processes.splice(index, 1);
      this.#processes.delete(targetKey(process.labels));
    }
  }

  #listAlive(processes: readonly ProcessPast[], nowMs: number | undefined): ProcessPast[] {
    const newest = findNewest(processes, nowMs);
    const goneMs = this.#options.goneMs ?? 15 * minuteMs;
    return processes.filter(({ seenMs }) => seenMs >= newest - goneMs);
  }

  #judgeService(per: Labels, processes: readonly ProcessPast[], nowMs: number | undefined): readonly Suspect[] {
    const alive = new Set(this.#listAlive(processes, nowMs));
    const stacks = new Map<Fingerprint, StackAt[]>();
    for (const process of processes) {
      judgeFresh(process);
      for (const [fingerprint, past] of process.stacks) {
        const known = stacks.get(fingerprint);
        const at = { process, past, alive: alive.has(process) };
        if (known === undefined) stacks.set(fingerprint, [at]);
        else known.push(at);
      }
    }
    const suspects: Suspect[] = [];
    for (const [fingerprint, places] of stacks) {
      const suspect = judgeStack(fingerprint, per, places, alive.size, this.#options.limits);
      if (suspect !== undefined) suspects.push(suspect);
    }
    return mergeLockstep(suspects);
  }
}

function addTo(services: Map<string, Service>, process: ProcessPast, names: readonly string[]): void {
  const per = pickLabels(process.labels, names);
  const key = labelsKey(per);
  const known = services.get(key);
  if (known === undefined) services.set(key, { per, processes: [process] });
  else insert(known.processes, process);
}

function insert(processes: ProcessPast[], process: ProcessPast): void {
  const key = targetKey(process.labels);
  let [from, to] = [0, processes.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (targetKey(processes[middle]!.labels) < key) from = middle + 1;
    else to = middle;
  }
  processes.splice(from, 0, process);
}

function sortByKey(services: ReadonlyMap<string, Service>): readonly Service[] {
  return [...services].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, service]) => service);
}

function outlineProcess({ labels, samples, total, context }: ProcessPast): ProcessOutline {
  return {
    labels,
    samples,
    firstMs: total.firstMs,
    lastMs: total.lastMs,
    goroutines: total.last,
    growthPerMinute: measureRecentGrowth(total),
    ended: context?.ended ?? false,
  };
}

/** Only processes sampled since they were last judged. */
function judgeFresh(process: ProcessPast): void {
  if (!process.fresh) return;
  for (const past of listDue(process)) {
    const prior = applyPrior(process.prior, past.track.last, process.total.last);
    const held = holdTrend(past.held, past.track, judgeProcess(describePast(process, past)));
    past.held = markStop(held?.grade === 'likely' ? held : (prior ?? held), past.track);
    noteJudged(past);
  }
  process.memoryGrowth = undefined;
  process.fresh = false;
}

function* listDue({ stacks }: ProcessPast): Iterable<StackPast> {
  for (const past of stacks.values()) {
    const { track, judgedMs, judgedCount } = past;
    if (track.last !== judgedCount || !(track.lastMs - judgedMs < stillMs)) yield past;
  }
}

function noteJudged(past: StackPast): void {
  past.judgedMs = past.track.lastMs;
  past.judgedCount = past.track.last;
}

function findNewest(processes: readonly ProcessPast[], nowMs: number | undefined): number {
  return nowMs ?? processes.reduce((latest, { seenMs }) => Math.max(latest, seenMs), 0);
}

function describePast(process: ProcessPast, past: StackPast) {
  return {
    track: past.track,
    lives: past.lives,
    before: process.before,
    startMs: process.knownStartMs,
    traffic: { requests: process.requests, turnover: process.turnover, gauge: process.gauge },
  };
}
