// Stores the verdict state of each target with history, so that a start continues from it instead of replaying days of
// samples. At most a few minutes of samples are read again, and their judgements are restored.
import { LRUCache } from 'lru-cache';
import { ProcessPast } from '../../../core/analysis/suspects/process-past.ts';
import { saveJudgements } from '../../../core/analysis/suspects/saved-judgements.ts';
import { savedFormat, type SavedProcess } from '../../../core/analysis/suspects/saved-process.ts';
import type { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { targetKey, type Labels, type LabelsKey } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { LifeFacts } from '../../../core/sample/lives.ts';
import type { Sample } from '../../../core/sample/model.ts';
import type { CheckpointStore } from '../checkpoints.ts';
import { takeTurn } from '../../loop-turns.ts';
import { findPhase } from '../sampler/turns.ts';
import { openJudgedNews, type JudgedText } from './judged-news.ts';
import type { Resumed } from './refill.ts';
import { minuteMs } from '../../../core/agreed-times.ts';

/**
 * Time between two checkpoints of a target. A shorter time costs more writing; a longer one costs more reading after a
 * start.
 */
const everyMs = 5 * minuteMs;

/** Time between two writes of judgements. Judgements of many targets share the pages that one write touches. */
const judgementsEveryMs = 5_000;

/** Short-lived targets must not fill memory. */
const maxKnown = 10_000;

interface CheckpointOptions {
  readonly tracker: SuspectTracker;
  readonly nowMs: () => number;
  readonly maxBytes: () => number;
}

export interface Checkpoints {
  /** Call this for each sample that the tracker accepts. */
  note(sample: Sample): void;
  /** Stores what is due: the judgements of the target, which was judged, and its checkpoint. */
  keepDue(store: CheckpointStore, target: Labels): Promise<void>;
  /** Does the same for all targets with new samples, one after the other. */
  keepAll(store: CheckpointStore, signal: AbortSignal): Promise<void>;
  /** Stores the judgements that wait for the next write. */
  flush(store: CheckpointStore): Promise<void>;
  /** Restores the target's state in the tracker. Undefined if history is needed. */
  resume(store: CheckpointStore, target: Labels): Promise<(Resumed & { readonly firstMs: number }) | undefined>;
  /** Stored samples younger than this are taken next. */
  beginStored(target: Labels, sinceMs: number): void;
  /** Takes a stored sample by `push`. The newest ones are judged as they were before the start. */
  takeStored(sample: Sample, push: () => void): void;
  /** Call this when all stored samples of a target were taken. */
  endStored(target: Labels): void;
  /** Drops the target's state, before the target is judged anew. */
  forget(store: CheckpointStore, target: Labels): Promise<void>;
}

interface WatchedTarget {
  readonly target: Labels;
  readonly firstMs: number;
  readonly readMs: Map<ProfileKind, number>;
  facts: LifeFacts;
  /** Undefined before the first checkpoint. */
  keptMs: number | undefined;
  /** Whether samples came since the target was last stored. */
  isNew: boolean;
}

interface CheckpointText {
  readonly format: number;
  readonly firstMs: number;
  readonly facts: LifeFacts;
  readonly readMs: readonly (readonly [ProfileKind, number])[];
  readonly process: SavedProcess;
}

export function openCheckpoints({ tracker, nowMs, maxBytes }: CheckpointOptions): Checkpoints {
  const known = new LRUCache<LabelsKey, WatchedTarget>({ max: maxKnown });
  const news = openJudgedNews(tracker, nowMs);
  /** Judgements that are not stored yet. */
  const unstored = new Map<LabelsKey, { readonly target: Labels; readonly text: string }>();
  let flushedMs = -Infinity;

  /** The second checkpoints of many targets are spread over time. The first one is stored at once. */
  function spread(identity: LabelsKey): number {
    return nowMs() - findPhase(identity) * everyMs;
  }

  function note(sample: Sample): void {
    const identity = targetKey(sample.target);
    const before = known.get(identity);
    const facts = readFacts(sample, before?.facts);
    if (before === undefined) {
      const readMs = new Map([[sample.kind, sample.atMs]]);
      known.set(identity, {
        target: sample.target,
        firstMs: sample.atMs,
        readMs,
        facts,
        keptMs: undefined,
        isNew: true,
      });
      return;
    }
    before.facts = facts;
    before.isNew = true;
    before.readMs.set(sample.kind, sample.atMs);
  }

  async function keepDue(store: CheckpointStore, target: Labels): Promise<void> {
    const one = known.get(targetKey(target));
    const process = tracker.find(target);
    if (one === undefined || process === undefined) return;
    one.isNew = false;
    if (one.keptMs === undefined || Math.abs(nowMs() - one.keptMs) >= everyMs) await keepWhole(store, process, one);
    const text: JudgedText = { format: savedFormat, readMs: [...one.readMs], held: saveJudgements(process) };
    unstored.set(targetKey(target), { target, text: JSON.stringify(text) });
    if (Math.abs(nowMs() - flushedMs) >= judgementsEveryMs) await flush(store);
  }

  async function keepAll(store: CheckpointStore, signal: AbortSignal): Promise<void> {
    for (const { target, isNew } of [...known.values()]) {
      if (signal.aborted) return;
      if (!isNew) continue;
      await keepDue(store, target);
      await takeTurn();
    }
    await flush(store);
  }

  async function keepWhole(store: CheckpointStore, process: ProcessPast, one: WatchedTarget): Promise<void> {
    one.keptMs = one.keptMs === undefined ? spread(targetKey(process.labels)) : nowMs();
    const { firstMs, facts, readMs } = one;
    const text: CheckpointText = { format: savedFormat, firstMs, facts, readMs: [...readMs], process: process.save() };
    // Losing a checkpoint only makes the next start slower. The engine reports the reason.
    const stacks = [...process.stacks.values()].map(({ stack }) => stack);
    await store.keep(process.labels, JSON.stringify(text), stacks);
  }

  async function flush(store: CheckpointStore): Promise<void> {
    flushedMs = nowMs();
    const judged = [...unstored.values()];
    unstored.clear();
    if (judged.length > 0) await store.keepJudgements(judged);
  }

  async function resume(store: CheckpointStore, target: Labels) {
    const checkpoint = await store.read(target);
    if (checkpoint === undefined) return undefined;
    const { format, firstMs, facts, readMs, process } = JSON.parse(checkpoint.text) as CheckpointText;
    if (format !== savedFormat) return undefined;
    const restored = ProcessPast.restore(process, checkpoint.findStack, tracker.resolutions);
    if (restored === undefined || tracker.bytes() + restored.bytes > maxBytes()) return undefined;
    tracker.add(restored);
    const identity = targetKey(target);
    news.learn(target, new Map(readMs), checkpoint.judgements);
    const keptMs = Math.max(...readMs.map(([, atMs]) => atMs));
    known.set(identity, { target, firstMs, readMs: new Map(readMs), facts, keptMs, isNew: false });
    return { firstMs, facts, readMs: new Map(readMs) };
  }

  return {
    note,
    keepDue,
    keepAll,
    flush,
    resume,
    beginStored: news.begin,
    takeStored: news.take,
    endStored: news.end,
    forget: async (store, target) => {
      known.delete(targetKey(target));
      unstored.delete(targetKey(target));
      news.end(target);
      await store.forget(target);
    },
  };
}

function readFacts({ life, atMs, figures }: Sample, before: LifeFacts | undefined): LifeFacts {
  const same = before?.fromMs === life.fromMs ? before.cpuSeconds : null;
  return { ...life, seenMs: atMs, cpuSeconds: figures?.values.cpuSeconds ?? same };
}
