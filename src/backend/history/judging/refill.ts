// Fills a SuspectTracker from history after a start, and repeatedly if another process samples. Targets are read one at
// a time; requested targets come first.
import { LifeTracker, type LifeFacts } from '../../../core/sample/lives.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { Sample } from '../../../core/sample/model.ts';
import { type Labels, type LabelsKey, labelValue, targetKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { HistoryEngine } from '../port.ts';
import { isTurnOver, takeTurn } from '../../loop-turns.ts';
import { newsMs } from './judged-news.ts';
import { replayTargets } from './replay.ts';
import { minuteMs, verdictSpanMs } from '../../../core/agreed-times.ts';

interface RefillOptions {
  readonly engine: HistoryEngine;
  readonly nowMs: () => number;
  readonly intervalMs: () => number;
  readonly push: (sample: Sample) => void;
  /** The point from which a target that was never read continues. Undefined if its history is needed. */
  readonly resume: (target: Labels) => Promise<Resumed | undefined>;
  /** Called before samples younger than this are read of a target. */
  readonly onBegin: (target: Labels, sinceMs: number) => Promise<void>;
  /** Called after the history of a target was read. */
  readonly onRead: (target: Labels) => void;
  /** Called when nothing is left to read. */
  readonly onIdle: () => void;
  readonly onBug: (error: unknown) => void;
}

/** What is known of a target from other sources than its history. */
export interface Resumed {
  readonly facts: LifeFacts;
  /** The time of the newest known sample, by kind. */
  readonly readMs: ReadonlyMap<ProfileKind, number>;
}

export interface Refill {
  /** Queues the stored samples that were not read yet. */
  look(): Promise<Result<undefined>>;
  /** Reads a target again from the beginning, after earlier samples of it were added. */
  reread(target: Labels): Promise<void>;
  /** Takes a sample that was just stored. It is pushed in order, or left to a pending read that will include it. */
  offer(sample: Sample): void;
  /** Number of targets that are queued or being read. */
  countWaiting(isWanted: (target: Labels) => boolean): number;
  /** Settles when the next target is done. Wanted targets are read first from now on. */
  progress(isWanted: (target: Labels) => boolean): Promise<void>;
  total(): number;
  close(): Promise<void>;
}

interface Waiting {
  readonly labels: Labels;
  /** Samples after this are read. */
  fromMs: number;
  /** The newest sample in history. */
  readonly lastMs: number;
}

/** Tolerance for the delay between storing a sample and offering it, which is milliseconds in practice. */
const overlapMs = 10 * minuteMs;

/** More samples than one target can get while it is read. */
const maxPending = 1_000;

export function openRefill(options: RefillOptions): Refill {
  const { engine, nowMs, intervalMs, push, resume, onBegin, onRead, onIdle, onBug } = options;
  const leaving = new AbortController();
  const lives = new LifeTracker();
  /** The time of the newest sample read from history, by kind. */
  const newestReadMs = new Map<LabelsKey, Map<ProfileKind, number>>();
  /** The end of history when a target was last read. An engine may know it roughly. */
  const endsMs = new Map<LabelsKey, number>();
  /** Targets whose history is read from the beginning. */
  const anew = new Set<LabelsKey>();
  let queue: Waiting[] = [];
  /** The targets that are being read, with the samples that arrive meanwhile. */
  let reading = new Map<LabelsKey, { readonly labels: Labels; readonly pending: Sample[] }>();
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  let isWantedFirst: (target: Labels) => boolean = () => false;
  let wakeUp: () => void = () => undefined;
  let next = new Promise<void>((resolve) => (wakeUp = resolve));

  async function look(): Promise<Result<undefined>> {
    const known = await engine.listTargets([]);
    if (!known.ok) return known;
    const sinceMs = nowMs() - verdictSpanMs;
    const queued = new Set(queue.map(({ labels }) => targetKey(labels)));
    // Recently sampled targets are alive and are asked for sooner.
    for (const { labels, firstMs, lastMs } of [...known.value].sort((a, b) => b.lastMs - a.lastMs)) {
      const identity = targetKey(labels);
      const untilMs = Math.max(sinceMs, ...(newestReadMs.get(identity)?.values() ?? []));
      if (
        lastMs <= untilMs ||
        lastMs <= (endsMs.get(identity) ?? -Infinity) ||
        queued.has(identity) ||
        reading.has(identity)
      )
        continue;
      queue.push({ labels, fromMs: Math.max(untilMs, firstMs - 1), lastMs });
    }
    if (!isRunning && queue.length > 0) {
      isRunning = true;
      running = work()
        .catch((error: unknown) => {
          if (!leaving.signal.aborted) onBug(error);
        })
        .finally(() => {
          isRunning = false;
          queue = [];
          reading = new Map();
          announce();
          if (!leaving.signal.aborted) onIdle();
        });
    }
    return succeed(undefined);
  }

  async function work(): Promise<void> {
    // Who asks first says which targets come first.
    await takeTurn();
    await takeTurn();
    for (;;) {
      await beginSome();
      const some = takeNext();
      // A target that is read anew may have left the queue meanwhile.
      if (some.length === 0 && queue.length > 0) continue;
      if (some.length === 0) return;
      await read(some);
      announce();
    }
  }

  const isBegun = ({ labels }: Waiting): boolean => newestReadMs.has(targetKey(labels));

  /**
   * Finds the point from which the next targets continue, of as many as may be read at once: little is new of those
   * with a checkpoint.
   */
  async function beginSome(): Promise<void> {
    const next = queue.filter(({ labels }) => isWantedFirst(labels));
    const some = next.length > 0 ? next : queue;
    for (const one of some.slice(0, engine.targetsAtOnce?.new ?? 1)) {
      if (isBegun(one)) continue;
      await begin(one);
      if (isTurnOver()) await takeTurn();
    }
  }

  /**
   * Takes the next target, with others if the engine reads several at once: of its service, or any of which little is
   * new.
   */
  function takeNext(): readonly Waiting[] {
    const begun = queue.filter(isBegun);
    const first = begun.find(({ labels }) => isWantedFirst(labels)) ?? begun[0];
    if (first === undefined) return [];
    const { whole, new: few } = engine.targetsAtOnce ?? { whole: 1, new: 1 };
    const isNews = ({ fromMs }: Waiting): boolean => fromMs > nowMs() - newsMs;
    const service = labelValue(first.labels, 'service');
    const isAlike = isNews(first) ? isNews : ({ labels }: Waiting) => labelValue(labels, 'service') === service;
    const alike = begun.filter((one) => one !== first && isAlike(one));
    const taken = new Set([first, ...alike.slice(0, (isNews(first) ? few : whole) - 1)]);
    queue = queue.filter((one) => !taken.has(one));
    return [...taken];
  }

  async function read(some: readonly Waiting[]): Promise<void> {
    const toMs = nowMs();
    reading = new Map(some.map(({ labels }) => [targetKey(labels), { labels, pending: [] }]));
    const begun = new Map<LabelsKey, Map<ProfileKind, number>>();
    const behind: Waiting[] = [];
    for (const one of some) {
      const { labels, fromMs, lastMs } = one;
      endsMs.set(targetKey(labels), lastMs);
      begun.set(targetKey(labels), newestReadMs.get(targetKey(labels)) ?? new Map());
      await onBegin(labels, fromMs);
      leaving.signal.throwIfAborted();
      if (lastMs > fromMs) behind.push(one);
    }
    const take = (sample: Sample): void => {
      const newestMs = begun.get(targetKey(sample.target));
      // The first step of a read may contain the last sample of the previous read.
      if (newestMs === undefined || sample.atMs <= (newestMs.get(sample.kind) ?? -Infinity)) return;
      newestMs.set(sample.kind, sample.atMs);
      push(sample);
    };
    if (behind.length > 0) {
      const fromMs = Math.min(...behind.map((one) => one.fromMs));
      // A resumed target goes on as if it had never been interrupted.
      const whole = engine.checkpoints !== undefined && fromMs > toMs - newsMs;
      const range = { fromMs, toMs, intervalMs: intervalMs(), whole };
      const targets = behind.map(({ labels }) => labels);
      // Unreadable samples are a gap. The engine's notices explain it.
      await replayTargets({ engine, lives, targets, range, push: take }, leaving.signal);
    }
    const done = [...reading];
    reading = new Map();
    for (const [key, { labels, pending }] of done) {
      const newestMs = begun.get(key);
      // A sample may be stored too late for this read, although it is not younger than the end of the read.
      for (const sample of pending) if (sample.atMs > (newestMs?.get(sample.kind) ?? -Infinity)) push(sample);
      onRead(labels);
    }
  }

  /** Continues from the checkpoint of a target that was never read, if it has one. */
  async function begin(one: Waiting): Promise<void> {
    const { labels } = one;
    const identity = targetKey(labels);
    const resumed = anew.delete(identity) ? undefined : await resume(labels);
    leaving.signal.throwIfAborted();
    const newestMs = new Map(resumed?.readMs);
    newestReadMs.set(identity, newestMs);
    if (resumed !== undefined) lives.learn(labels, resumed.facts);
    one.fromMs = Math.max(one.fromMs, ...newestMs.values());
  }

  function announce(): void {
    wakeUp();
    next = new Promise((resolve) => (wakeUp = resolve));
  }

  function offer(sample: Sample): void {
    const identity = targetKey(sample.target);
    const beingRead = reading.get(identity);
    if (beingRead !== undefined) {
      if (beingRead.pending.length < maxPending) beingRead.pending.push(sample);
      return;
    }
    if (queue.some(({ labels }) => targetKey(labels) === identity)) return;
    const untilMs = newestReadMs.get(identity)?.get(sample.kind) ?? -Infinity;
    // The sample was stored before it was offered, so it has been read. A clock set back must not silence a target.
    if (sample.atMs <= untilMs && sample.atMs > untilMs - overlapMs) return;
    push(sample);
  }

  async function reread(target: Labels): Promise<void> {
    newestReadMs.delete(targetKey(target));
    endsMs.delete(targetKey(target));
    anew.add(targetKey(target));
    queue = queue.filter(({ labels }) => targetKey(labels) !== targetKey(target));
    lives.forget(target);
    await look();
  }

  return {
    look,
    reread,
    offer,
    countWaiting: (isWanted) => [...queue, ...reading.values()].filter(({ labels }) => isWanted(labels)).length,
    progress: (isWanted) => {
      isWantedFirst = isWanted;
      return next;
    },
    total: () => newestReadMs.size + queue.length + reading.size,
    close: async () => {
      leaving.abort();
      await running;
    },
  };
}
