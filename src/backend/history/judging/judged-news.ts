// Judges the newest stored samples as they were judged before the start, since a verdict depends on those before it.
// Judgements that were stored are restored, which costs nothing. The few samples after them are judged one by one.
import { restoreJudgements, type SavedJudgements } from '../../../core/analysis/suspects/saved-judgements.ts';
import { savedFormat } from '../../../core/analysis/suspects/saved-process.ts';
import type { SuspectTracker } from '../../../core/analysis/suspects/suspect-tracker.ts';
import { minuteMs } from '../../../core/agreed-times.ts';
import { targetKey, type Labels, type LabelsKey } from '../../../core/labels.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import type { Sample } from '../../../core/sample/model.ts';

/** The judgements of a target after all samples up to `readMs`. */
export interface JudgedText {
  readonly format: number;
  readonly readMs: readonly (readonly [ProfileKind, number])[];
  readonly held: SavedJudgements;
}

interface JudgedNews {
  /** Takes what was judged of a target. `readMs`: the newest samples in its checkpoint. */
  learn(target: Labels, readMs: ReadonlyMap<ProfileKind, number>, text: string | undefined): void;
  /** Stored samples younger than this are taken next. */
  begin(target: Labels, sinceMs: number): void;
  /** Takes a stored sample by `push`, and judges it if it belongs to the news of its target. */
  take(sample: Sample, push: () => void): void;
  /** All stored samples of the target were taken. */
  end(target: Labels): void;
}

/** Younger samples are few: they are read of many targets at once, and judged one by one. */
export const newsMs = 10 * minuteMs;

interface Judged {
  readonly target: Labels;
  readonly readMs: ReadonlyMap<ProfileKind, number>;
  readonly held: SavedJudgements;
}

export function openJudgedNews(tracker: SuspectTracker, nowMs: () => number): JudgedNews {
  /** Judgements that are not restored yet. */
  const stored = new Map<LabelsKey, Judged>();
  /** Targets whose samples are judged one by one. */
  const oneByOne = new Set<LabelsKey>();

  function restore(identity: LabelsKey): void {
    const judged = stored.get(identity);
    if (judged === undefined) return;
    stored.delete(identity);
    const process = tracker.find(judged.target);
    if (process !== undefined) restoreJudgements(process, judged.held);
  }

  function take(sample: Sample, push: () => void): void {
    const identity = targetKey(sample.target);
    const judged = stored.get(identity);
    if (judged !== undefined && sample.atMs <= (judged.readMs.get(sample.kind) ?? -Infinity)) {
      push();
      tracker.passOver(sample.target);
      return;
    }
    // A restart in this sample drops the verdicts before it.
    restore(identity);
    push();
    if (oneByOne.has(identity)) tracker.prepare(sample.target);
  }

  return {
    learn: (target, readMs, text) => {
      const judged = readJudged(target, readMs, text);
      if (judged !== undefined) stored.set(targetKey(target), judged);
    },
    begin: (target, sinceMs) => {
      if (sinceMs > nowMs() - newsMs) oneByOne.add(targetKey(target));
    },
    take,
    end: (target) => {
      restore(targetKey(target));
      oneByOne.delete(targetKey(target));
    },
  };
}

/** Undefined if the judgements are older than the checkpoint, or of another format. */
function readJudged(
  target: Labels,
  checkpointMs: ReadonlyMap<ProfileKind, number>,
  text: string | undefined,
): Judged | undefined {
  if (text === undefined) return undefined;
  const { format, readMs, held } = JSON.parse(text) as JudgedText;
  if (format !== savedFormat) return undefined;
  const judged = { target, readMs: new Map(readMs), held };
  const isOlder = [...checkpointMs].some(([kind, atMs]) => (judged.readMs.get(kind) ?? -Infinity) < atMs);
  return isOlder ? undefined : judged;
}
