// Detects that a target's process was replaced. Growth is counted within one life, so a restart neither fakes nor hides
// it. This is the only restart detector; history and verdicts both use it.
import { targetKey, type Labels, type LabelsKey } from '../labels.ts';
import type { ProcessLife, Sample, UnplacedSample } from './model.ts';

/** What is known about the running process. It decides to which life the next sample belongs. */
export interface LifeFacts extends ProcessLife {
  readonly cpuSeconds: number | null;
  /** When it was last sampled, in milliseconds since the epoch. */
  readonly seenMs: number;
}

/** The parts of a sample that distinguish processes. */
export type LifeSigns = Pick<UnplacedSample, 'atMs' | 'figures' | 'restarted'>;

/** The start time is computed from the machine's boot time, which changes when the clock is corrected. */
export const startToleranceMs = 5_000;

/** Requests may overtake each other, so a counter may seem to fall a little. */
const cpuToleranceSeconds = 1;

/** The life after this sample. `before` is the life until then; undefined for the first sample of a target. */
export function trackLife(
  before: LifeFacts | undefined,
  signs: LifeSigns,
): { readonly facts: LifeFacts; readonly restarted: boolean } {
  if (before === undefined) return { facts: beginLife(signs), restarted: false };
  if (isAnotherProcess(before, signs)) return { facts: beginLife(signs), restarted: true };
  return { facts: continueLife(before, signs), restarted: false };
}

function isAnotherProcess(before: LifeFacts, { figures, restarted }: LifeSigns): boolean {
  if (restarted) return true;
  if (figures === null) return false;
  if (before.build !== null && figures.build !== null && before.build !== figures.build) return true;
  // Known start times on both sides decide alone.
  if (before.startMs !== null && figures.startMs !== null) {
    return Math.abs(before.startMs - figures.startMs) > startToleranceMs;
  }
  // The first sample often has no figures. A process that started after that sample cannot have given it.
  if (before.startMs === null && figures.startMs !== null) {
    if (figures.startMs > before.seenMs + startToleranceMs) return true;
  }
  const { cpuSeconds } = figures.values;
  return before.cpuSeconds !== null && cpuSeconds !== null && cpuSeconds < before.cpuSeconds - cpuToleranceSeconds;
}

function continueLife(before: LifeFacts, { atMs, figures }: LifeSigns): LifeFacts {
  return {
    fromMs: before.fromMs,
    seenMs: atMs,
    startMs: before.startMs ?? figures?.startMs ?? null,
    build: before.build ?? figures?.build ?? null,
    cpuSeconds: figures?.values.cpuSeconds ?? before.cpuSeconds,
  };
}

function beginLife({ atMs, figures }: LifeSigns): LifeFacts {
  return {
    fromMs: atMs,
    seenMs: atMs,
    startMs: figures?.startMs ?? null,
    build: figures?.build ?? null,
    cpuSeconds: figures?.values.cpuSeconds ?? null,
  };
}

/** Where a tracker keeps lives: a Map, or a bounded cache. */
interface LifeStore {
  get(key: LabelsKey): LifeFacts | undefined;
  set(key: LabelsKey, facts: LifeFacts): unknown;
  delete(key: LabelsKey): unknown;
}

/**
 * Assigns the samples of many targets to the lives of their processes. Samples of one target must come in the order of
 * time.
 */
export class LifeTracker {
  readonly #known: LifeStore;

  constructor(known: LifeStore = new Map()) {
    this.#known = known;
  }

  knows(target: Labels): boolean {
    return this.#known.get(targetKey(target)) !== undefined;
  }

  /** Sets what was known about a target before its first sample here. */
  learn(target: Labels, facts: LifeFacts): void {
    this.#known.set(targetKey(target), facts);
  }

  forget(target: Labels): void {
    this.#known.delete(targetKey(target));
  }

  place(sample: UnplacedSample): Sample {
    const key = targetKey(sample.target);
    const { facts, restarted } = trackLife(this.#known.get(key), sample);
    this.#known.set(key, facts);
    const { fromMs, startMs, build } = facts;
    return { ...sample, life: { fromMs, startMs, build }, restarted };
  }
}
