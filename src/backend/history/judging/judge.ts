// Computes the verdicts of one data source. Each stored sample goes into a SuspectTracker, which answers for any
// targets. After a start it is filled from history, so that no verdict is lost.
import { readKeptDump } from '../evidence/read-kept-dump.ts';
import type { Onset } from '../evidence/recorder.ts';
import type { InterpretOptions } from '../../../core/stack/model.ts';
import type { Trend } from '../../../core/analysis/trend/model.ts';
import { LRUCache } from 'lru-cache';
import type { DumpFacts } from '../../../core/analysis/suspects/dump-facts.ts';
import { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import type { Verdicts } from '../../../core/analysis/suspects/model.ts';
import { compileMatchers } from '../../../core/label-matcher.ts';
import { type Labels, labelsKey, pickLabels, targetKey } from '../../../core/labels.ts';
import type { Problem } from '../../../core/problem.ts';
import { fail, succeed, type Result } from '../../../core/problem.ts';
import type { Judged, JudgeQuestion } from '../past.ts';
import type { HistoryEngine, Sample } from '../port.ts';
import type { Clock } from '../sampler-ports.ts';
import { createWaiter, describeLate } from '../wait-now.ts';
import { openAdmission } from './admission.ts';
import { openCheckpoints } from './checkpoints.ts';
import { fastPerMinute, openOnsets } from './onsets.ts';
import { judgePast } from './past-verdicts.ts';
import { openRecalledDumps } from './recalled-dumps.ts';
import { openRefill, type Refill } from './refill.ts';
import { describeTracker, noteLeftOut, per, type JudgeRules } from './rules.ts';
import { dayMs, minuteMs, secondMs } from '../../../core/agreed-times.ts';

interface JudgeOptions {
  readonly engine: Promise<Result<HistoryEngine>>;
  readonly clock: Clock;
  /** The rules from the newest settings. */
  readonly rules: () => JudgeRules;
  /** How stacks of kept dumps are read. By default no code is known as own. */
  readonly stackRules?: () => InterpretOptions;
  /** Called when a stack begins to rise fast or is judged to leak. */
  readonly onOnset?: (onset: Onset) => void;
  readonly onBug: (error: unknown) => void;
}

interface Pushed {
  /**
   * Settles when the leaks that the sample shows are stored as events. Each event is a write, so answers do not wait
   * for it.
   */
  readonly told: Promise<void>;
}

export interface Judge {
  /** Takes a sample that history has stored. Settles when verdicts include it. */
  push(sample: Sample): Promise<Pushed>;
  judge(question: JudgeQuestion): Promise<Result<Judged>>;
  /** Judges a target again from history, after earlier samples of it were added. */
  reread(target: Labels): Promise<void>;
  /** Takes waits and locks from a dump that was taken beside the samples. */
  learnDump(target: Labels, dump: DumpFacts): Promise<void>;
  /** Adds the trend of a whole process from before it was sampled. False if the target was not sampled yet. */
  learnPrior(target: Labels, prior: Trend | undefined): boolean;
  /** An estimate of the memory in bytes. */
  bytes(): number;
  close(): Promise<void>;
}

/** Interval of the check for new leaks, for each service. Each sample is checked for fast rises of one process. */
const onsetEveryMs = minuteMs;
/** Fast rises that were already examined. */
const maxFast = 20_000;

/** Many panels and rules ask at the same time. */
const freshMs = 5_000;
const maxAnswers = 256;

/** How far back events are read to find leaks that were already reported. */
const eventsMs = 15 * dayMs;

/** How long an answer about now waits until history is first read. */
const openingMs = 2_000;
/** How often a server that was unavailable at the start is asked again. */
const lookAgainMs = 30 * secondMs;

/** Valid until the next sample of a matching target. */
interface CachedAnswer {
  readonly atMs: number;
  readonly isWanted: (target: Labels) => boolean;
  readonly verdicts: Verdicts;
}

interface Seen {
  readonly labels: Labels;
  readonly firstMs: number;
}

export function openJudge({ engine: opening, clock, rules, stackRules, onOnset, onBug }: JudgeOptions): Judge {
  const tracker = new SuspectTracker(describeTracker(rules));
  const admission = openAdmission(tracker, () => rules().maxBytes);
  const checkpoints = openCheckpoints({ tracker, nowMs: clock.nowMs, maxBytes: () => rules().maxBytes });
  const recalled = openRecalledDumps(tracker, recallDump);
  const onsets = openOnsets(per);
  const seen = new Map<string, Seen>();
  const checkedMs = new Map<string, number>();
  const fast = new LRUCache<string, true>({ max: maxFast });
  const answers = new LRUCache<string, CachedAnswer>({ max: maxAnswers });
  const past = judgePast({ engine: opening, rules });
  let lookedMs = -Infinity;
  let unread: Problem | undefined;
  let callOffLook: () => void = () => undefined;
  let isKeeping = false;
  const leaving = new AbortController();
  const waitNow = createWaiter(opening, clock);
  /** One sample after the other. */
  let telling: Promise<void> = Promise.resolve();
  const started: Promise<{ readonly engine: HistoryEngine; readonly refill: Refill } | undefined> = start();

  async function start() {
    try {
      const opened = await opening;
      if (!opened.ok) return undefined;
      const engine = opened.value;
      const refill = openRefill({
        engine,
        nowMs: clock.nowMs,
        intervalMs: () => rules().intervalMs,
        push: (sample) => checkpoints.takeStored(sample, () => take(sample)),
        resume: (target) => resume(engine, target),
        onBegin: (target, sinceMs) => {
          checkpoints.beginStored(target, sinceMs);
          return recalled.recall(target, sinceMs);
        },
        onRead: (target) => {
          checkpoints.endStored(target);
          recalled.learn(target, Infinity);
          tracker.prepare(target);
        },
        onIdle: () => void keepAll(engine).catch(onBug),
        onBug,
      });
      const toMs = clock.nowMs();
      const events = await engine.readEvents(
        { targets: [], fromMs: toMs - eventsMs, toMs, only: 'onset' },
        new AbortController().signal,
      );
      if (events.ok) onsets.learn(events.value);
      lookedMs = toMs;
      const looked = await refill.look();
      if (!looked.ok) lookLater(refill, looked.problem);
      return { engine, refill };
    } catch (error) {
      onBug(error);
      return undefined;
    }
  }

  /**
   * Without the past, verdicts use the samples since the start. Once the past can be read, all targets are judged anew.
   */
  function lookLater(refill: Refill, problem: Problem): void {
    unread = problem;
    callOffLook = clock.wait(lookAgainMs, () => {
      void (async () => {
        const looked = await refill.look();
        if (!looked.ok) return lookLater(refill, looked.problem);
        unread = undefined;
        for (const { labels } of [...seen.values()]) await reread(labels);
      })().catch(onBug);
    });
  }

  async function recallDump(target: Labels, sinceMs: number): Promise<DumpFacts | undefined> {
    const opened = await opening;
    if (!opened.ok || opened.value.evidence === undefined) return undefined;
    // What a checkpoint knows already is not read again.
    const range = { fromMs: sinceMs + 1, toMs: clock.nowMs() };
    return readKeptDump(opened.value.evidence, target, range, stackRules?.() ?? { ownCode: [], labelKeys: [] });
  }

  async function resume({ checkpoints: store }: HistoryEngine, target: Labels) {
    // A target that was already sampled cannot resume from a checkpoint.
    if (store === undefined || tracker.find(target) !== undefined) return undefined;
    const resumed = await checkpoints.resume(store, target);
    if (resumed !== undefined) seen.set(targetKey(target), { labels: target, firstMs: resumed.firstMs });
    return resumed;
  }

  function take(sample: Sample): void {
    const identity = targetKey(sample.target);
    if (!seen.has(identity)) seen.set(identity, { labels: sample.target, firstMs: sample.atMs });
    recalled.learn(sample.target, sample.atMs);
    tracker.push(admission.admit(sample));
    checkpoints.note(sample);
    for (const [key, { isWanted }] of answers) if (isWanted(sample.target)) answers.delete(key);
  }

  async function push(sample: Sample): Promise<Pushed> {
    const ready = await started;
    if (ready === undefined) {
      take(sample);
      return { told: telling };
    }
    ready.refill.offer(sample);
    tracker.prepare(sample.target);
    await keepCheckpoint(ready.engine, ready.refill, sample.target);
    telling = telling.then(() => tellOnsets(ready.engine, ready.refill, sample.target)).catch(onBug);
    return { told: telling };
  }

  async function keepCheckpoint({ checkpoints: store }: HistoryEngine, refill: Refill, target: Labels): Promise<void> {
    const identity = targetKey(target);
    // Until its history is read, the target's state is incomplete.
    if (store === undefined || refill.countWaiting((other) => targetKey(other) === identity) > 0) return;
    await checkpoints.keepDue(store, target);
  }

  /** For samples of other processes, which `push` does not see. */
  async function keepAll({ checkpoints: store }: HistoryEngine): Promise<void> {
    if (store === undefined || rules().isSampling || isKeeping) return;
    isKeeping = true;
    await checkpoints.keepAll(store, leaving.signal).finally(() => (isKeeping = false));
  }

  /** Reports new leaks, at most once a minute for each service. */
  async function tellOnsets(engine: HistoryEngine, refill: Refill, target: Labels): Promise<void> {
    const service = labelsKey(pickLabels(target, per));
    const nowMs = clock.nowMs();
    if (Math.abs(nowMs - (checkedMs.get(service) ?? -Infinity)) < onsetEveryMs) return tellFast(target, service, nowMs);
    const isWanted = (other: Labels): boolean => per.every((name) => (other[name] ?? '') === (target[name] ?? ''));
    if (refill.countWaiting(isWanted) > 0) return;
    checkedMs.set(service, nowMs);
    const { suspects } = tracker.judge(nowMs, { isWanted });
    const targets = [...seen.values()].map(({ labels }) => labels);
    for (const onset of onsets.take(suspects, targets, nowMs)) {
      const { outcome } = await engine.appendOnset(onset);
      if (outcome === 'dropped') onsets.takeBack(onset);
      else onOnset?.(onset);
    }
    for (const rise of onsets.takeFast(suspects, targets, nowMs)) onOnset?.(rise);
  }

  /**
   * A fast rise does not wait for the rest of its service to be judged, because its dump is cheap only while it is
   * small.
   */
  function tellFast(target: Labels, service: string, nowMs: number): void {
    const isNew = tracker.listFast(target, fastPerMinute).some((fingerprint) => !fast.has(`${service} ${fingerprint}`));
    if (!isNew) return;
    const identity = targetKey(target);
    const { suspects } = tracker.judge(nowMs, { isWanted: (other) => targetKey(other) === identity });
    for (const { fingerprint } of suspects) fast.set(`${service} ${fingerprint}`, true);
    for (const rise of onsets.takeFast(suspects, [target], nowMs)) onOnset?.(rise);
  }

  async function judge(question: JudgeQuestion): Promise<Result<Judged>> {
    const isWanted = compileMatchers(question.targets, 'targets');
    if (!isWanted.ok) return isWanted;
    if (question.atMs !== undefined) return past.judge(question, question.atMs);
    const begun = await waitNow(started, Math.max(openingMs, question.maxWaitMs));
    if (begun === undefined) {
      const opened = await opening;
      return fail(describeLate(opened.ok ? opened.value : undefined));
    }
    const ready = begun.value;
    if (ready !== undefined) {
      const problem = await waitForRefill(ready, isWanted.value, question);
      if (problem !== undefined) return fail(problem);
    }
    return succeed({
      waiting: ready?.refill.countWaiting(isWanted.value) ?? 0,
      total: ready?.refill.total() ?? 0,
      verdicts: readVerdicts(question, isWanted.value),
      fromMs: findBeginning(isWanted.value),
      unread,
      notices: noteLeftOut(admission.leftOut(), rules().maxBytes),
      mayHaveTroubles: (target) => tracker.mayHaveTroubles(target),
    });
  }

  /** Waits until the history of the wanted targets is judged, the maximum wait is over, or the caller cancels. */
  async function waitForRefill(
    { engine, refill }: { readonly engine: HistoryEngine; readonly refill: Refill },
    isWanted: (target: Labels) => boolean,
    { maxWaitMs, signal }: JudgeQuestion,
  ): Promise<Problem | undefined> {
    const { isSampling, intervalMs } = rules();
    // Samples of other processes are found only in history.
    if (!isSampling && Math.abs(clock.nowMs() - lookedMs) >= intervalMs) {
      lookedMs = clock.nowMs();
      const looked = await waitNow(refill.look());
      if (looked === undefined) return describeLate(engine);
      if (!looked.value.ok) return looked.value.problem;
    }
    if (maxWaitMs <= 0 || refill.countWaiting(isWanted) === 0) return undefined;
    let isLate = false;
    let give = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      give = () => {
        isLate = true;
        resolve();
      };
    });
    const callOff = clock.wait(maxWaitMs, give);
    signal.addEventListener('abort', give, { once: true });
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- set by a timer
    while (!isLate && refill.countWaiting(isWanted) > 0) await Promise.race([refill.progress(isWanted), late]);
    signal.removeEventListener('abort', give);
    callOff();
    return undefined;
  }

  function readVerdicts(question: JudgeQuestion, isWanted: (target: Labels) => boolean): Verdicts {
    const nowMs = clock.nowMs();
    const key = JSON.stringify([question.per, question.targets]);
    const known = answers.get(key);
    if (known !== undefined && Math.abs(nowMs - known.atMs) < freshMs) return known.verdicts;
    const verdicts = tracker.judge(nowMs, { per: question.per, isWanted });
    answers.set(key, { atMs: nowMs, isWanted, verdicts });
    return verdicts;
  }

  function findBeginning(isWanted: (target: Labels) => boolean): number | null {
    let earliestMs = Infinity;
    for (const { labels, firstMs } of seen.values()) if (isWanted(labels)) earliestMs = Math.min(earliestMs, firstMs);
    return earliestMs === Infinity ? null : earliestMs;
  }

  async function reread(target: Labels): Promise<void> {
    const ready = await started;
    if (ready === undefined) return;
    tracker.remove(target);
    seen.delete(targetKey(target));
    if (ready.engine.checkpoints !== undefined) await checkpoints.forget(ready.engine.checkpoints, target);
    await ready.refill.reread(target);
  }

  async function learnDump(target: Labels, dump: DumpFacts): Promise<void> {
    const ready = await started;
    if (!tracker.learnDump(target, dump)) return;
    for (const [key, { isWanted }] of answers) if (isWanted(target)) answers.delete(key);
    if (ready !== undefined) await tellOnsets(ready.engine, ready.refill, target);
  }

  function learnPrior(target: Labels, prior: Trend | undefined): boolean {
    const isKnown = tracker.learnPrior(target, prior);
    if (isKnown) answers.clear();
    return isKnown;
  }

  return {
    push,
    judge,
    reread,
    learnDump,
    bytes: () => tracker.bytes(),
    learnPrior,
    close: async () => {
      callOffLook();
      leaving.abort();
      past.close();
      await telling;
      const ready = await started;
      await ready?.refill.close();
      if (ready?.engine.checkpoints !== undefined) await checkpoints.flush(ready.engine.checkpoints);
    },
  };
}
