// The tracker of a data source or of one report: samples go in as they are taken, verdicts come out at any time.
// Judging after each sample costs little, since only the processes that were sampled meanwhile are judged again.
import type { Trend } from '../trend/model.ts';
import { applyPrior } from './prior.ts';
import type { Sample } from '../../sample/model.ts';
import { type Labels, labelsKey, pickLabels, targetKey } from '../../labels.ts';
import type { Fingerprint } from '../../stack/model.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import { judgeProcess } from '../trend/judge-process.ts';
import { measureRecentGrowth } from '../trend/slope.ts';
import { diagnoseService } from './diagnose.ts';
import { holdTrend } from './hold-trend.ts';
import { judgeStack } from './judge-stack.ts';
import type { StackAt } from './places.ts';
import { mergeLockstep } from './lockstep.ts';
import type { Diagnosis, ProcessOutline, Suspect, Verdicts } from './model.ts';
import { ProcessPast, type StackPast } from './process-past.ts';
import { compareSuspects } from './rank.ts';

const dayMs = 24 * 60 * 60_000;
/** A process that was not seen for so long is forgotten, with its lives. */
const forgetMs = 7.5 * dayMs;
/** A stack whose count stands still is judged again after so long: nothing is learned of it sooner. */
const stillMs = 60_000;

export interface SuspectTrackerOptions {
  /** Target labels that keep verdicts apart; `['service']` by default. */
  readonly per?: readonly string[];
  /** From the settings of a target; what a process itself says of its memory limit comes after it. */
  readonly limits?: (target: Labels) => { readonly memoryBytes?: number; readonly goroutines?: number };
  /**
   * A process that was not sampled for so long is gone; its lives still count. 15 minutes by default. `Infinity`: none
   * is ever gone or forgotten.
   */
  readonly goneMs?: number;
}

/** What a question is about. Without it: everything, kept apart as the tracker's options say. */
export interface Scope {
  /** Target labels that keep verdicts apart in this answer. */
  readonly per?: readonly string[];
  readonly isWanted?: (target: Labels) => boolean;
}

interface Service {
  readonly per: Labels;
  readonly processes: ProcessPast[];
}

export class SuspectTracker {
  readonly #per: readonly string[];
  readonly #options: SuspectTrackerOptions;
  readonly #processes = new Map<string, ProcessPast>();
  readonly #services = new Map<string, Service>();

  constructor(options: SuspectTrackerOptions = {}) {
    this.#per = options.per ?? ['service'];
    this.#options = options;
  }

  /** Samples of one target come in the order of time. `troubles`: what the locks of the sample's dump say. */
  push(sample: Sample, troubles: readonly LockTrouble[] = []): void {
    const key = targetKey(sample.target);
    let process = this.#processes.get(key);
    if (process === undefined) {
      process = new ProcessPast(sample.target);
      this.#processes.set(key, process);
      addTo(this.#services, process, this.#per);
    }
    process.push(sample, troubles);
  }

  /** What is remembered of a process; undefined when nothing is. */
  find(target: Labels): ProcessPast | undefined {
    return this.#processes.get(targetKey(target));
  }

  /** Tells how the whole process rose before it was sampled. False: nothing is known of the process yet. */
  learnPrior(target: Labels, prior: Trend | undefined): boolean {
    const process = this.find(target);
    if (process === undefined || process.samples === 0) return false;
    process.prior = prior;
    for (const past of process.stacks.values()) past.judgedMs = NaN;
    process.fresh = true;
    return true;
  }

  /** Forgets a process, so that its samples can be pushed again with earlier ones. */
  remove(target: Labels): void {
    const process = this.find(target);
    if (process === undefined) return;
    this.#processes.delete(targetKey(target));
    for (const { processes } of this.#services.values()) {
      const index = processes.indexOf(process);
      if (index >= 0) processes.splice(index, 1);
    }
  }

  /** What the tracker takes in memory, roughly. */
  bytes(): number {
    let bytes = 0;
    for (const process of this.#processes.values()) bytes += process.bytes;
    return bytes;
  }

  /** Does the greater part of the next judging now, for one process: so that many are never judged at once. */
  prepare(target: Labels): void {
    const process = this.#processes.get(targetKey(target));
    if (process !== undefined) judgeFresh(process);
  }

  /** `nowMs`: the moment of the question; the newest sample's by default. */
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
    if (scope === undefined) return this.#services.values();
    const services = new Map<string, Service>();
    for (const process of this.#processes.values()) {
      if (scope.isWanted?.(process.labels) !== false) addTo(services, process, scope.per ?? this.#per);
    }
    return services.values();
  }

  /** Pods come and go: what is gone for a day leaves its lives, what is gone for a week leaves nothing. */
  #forget(processes: ProcessPast[], nowMs: number | undefined): void {
    if (this.#options.goneMs === Infinity) return;
    const newest = findNewest(processes, nowMs);
    for (let index = processes.length - 1; index >= 0; index--) {
      const process = processes[index]!;
      if (process.seenMs < newest - dayMs) process.retire();
      if (process.seenMs >= newest - forgetMs) continue;
      processes.splice(index, 1);
      this.#processes.delete(targetKey(process.labels));
    }
  }

  #listAlive(processes: readonly ProcessPast[], nowMs: number | undefined): ProcessPast[] {
    const newest = findNewest(processes, nowMs);
    const goneMs = this.#options.goneMs ?? 15 * 60_000;
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
  else known.processes.push(process);
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

/** Only what was sampled since it was last judged. */
function judgeFresh(process: ProcessPast): void {
  if (!process.fresh) return;
  for (const past of process.stacks.values()) {
    const { track, judgedMs, judgedCount } = past;
    if (track.last === judgedCount && track.lastMs - judgedMs < stillMs) continue;
    const prior = applyPrior(process.prior, track.last, process.total.last);
    const held = holdTrend(past.held, past.track, judgeProcess(describePast(process, past)));
    past.held = held?.grade === 'likely' ? held : (prior ?? held);
    past.judgedMs = track.lastMs;
    past.judgedCount = track.last;
  }
  process.fresh = false;
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
