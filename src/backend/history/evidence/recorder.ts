// Stores evidence when a stack begins to leak: the newest profile of its process, and one dump if its pause is allowed.
import { hourMs, minuteMs } from '../../../core/agreed-times.ts';
import { matchLabels, targetKey, type Labels, type LabelsKey } from '../../../core/labels.ts';
import { formatDuration } from '../../../core/query/duration.ts';
import type { Result } from '../../../core/problem.ts';
import type { Profile } from '../../../core/profile/model.ts';
import type { HistoryEngine, TargetMoment } from '../port.ts';
import type { SampleSource } from '../sampler-ports.ts';
import type { NewEvidence } from './model.ts';

/** A stack that begins to rise fast or is judged to leak. */
export type Onset = Pick<NewEvidence, 'target' | 'fingerprint' | 'function' | 'grade'>;

interface RecorderOptions {
  readonly engine: Promise<Result<HistoryEngine>>;
  readonly source: Pick<SampleSource, 'takeDump'>;
  readonly nowMs: () => number;
  /** Longest allowed pause for a dump, in milliseconds; 0 takes none. */
  readonly maxPauseMs: number;
  /** Called with each dump that was taken. */
  readonly onDump: (target: Labels, profile: Profile, atMs: number) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

export interface EvidenceRecorder {
  /** Returns at once. The evidence is stored in the background. */
  note(onset: Onset): void;
  close(): Promise<void>;
}

/** Measured with Go 1.26. The target's own last dump replaces it. */
const pauseMsPerGoroutine = 0.006;

/** Minimum time between two dumps of one target. */
const dumpEveryMs = hourMs;

/** A sampled target has a newer sample than this. */
const maxAgeMs = 15 * minuteMs;

interface DumpFacts {
  readonly atMs: number;
  readonly msPerGoroutine: number;
}

export function openRecorder({ engine, source, nowMs, maxPauseMs, onDump, onBug }: RecorderOptions): EvidenceRecorder {
  const leaving = new AbortController();
  const dumps = new Map<LabelsKey, DumpFacts>();
  let running: Promise<void> = Promise.resolve();

  async function keep(onset: Onset): Promise<void> {
    const opened = await engine;
    if (!opened.ok || opened.value.evidence === undefined) return;
    const moment = await readNewest(opened.value, onset.target);
    if (moment === undefined) return;
    const { atMs, goroutines, groups } = moment;
    const taken = await takeDump(onset.target, goroutines);
    await opened.value.evidence.keep({
      ...onset,
      ...taken,
      atMs: Math.round(nowMs()),
      profile: { labels: onset.target, atMs, goroutines, groups },
    });
  }

  async function readNewest(history: HistoryEngine, target: Labels): Promise<TargetMoment | undefined> {
    let found: TargetMoment | undefined;
    const question = { kind: 'goroutine', targets: matchLabels(target), atMs: nowMs(), maxAgeMs } as const;
    const visit = (moment: TargetMoment): void => {
      if (targetKey(moment.target.labels) === targetKey(target)) found = moment;
    };
    await history.readMoment(question, visit, leaving.signal);
    return found;
  }

  async function takeDump(target: Labels, goroutines: number): Promise<Pick<NewEvidence, 'dump' | 'noDump'>> {
    const key = targetKey(target);
    const before = dumps.get(key);
    const pauseMs = goroutines * (before?.msPerGoroutine ?? pauseMsPerGoroutine);
    const because = (noDump: string) => ({ dump: null, noDump });
    if (maxPauseMs <= 0) return because('the settings allow no dump at an onset');
    if (before !== undefined && nowMs() - before.atMs < dumpEveryMs) return because('one was taken within the hour');
    if (pauseMs > maxPauseMs) {
      return because(
        `it would stop the process for about ${formatDuration(Math.ceil(pauseMs))}, and the settings allow ${formatDuration(maxPauseMs)}`,
      );
    }
    const taken = await source.takeDump(target, leaving.signal);
    if (taken.outcome === 'failed') return because(taken.problem.message);
    const { text, profile, tookMs, cut } = taken;
    const counted = profile.goroutines;
    // The process is paused while it writes the dump, so the duration is an upper bound of the pause.
    dumps.set(key, { atMs: nowMs(), msPerGoroutine: tookMs / Math.max(1, counted) });
    await onDump(target, profile, nowMs());
    return { dump: { text, goroutines: counted, tookMs, cut }, noDump: null };
  }

  return {
    note: (onset) => {
      // Runs one at a time, so that many processes are not dumped at once.
      running = running
        .then(() => (leaving.signal.aborted ? undefined : keep(onset)))
        .catch((error: unknown) => {
          if (!leaving.signal.aborted) onBug(error);
        });
    },
    close: async () => {
      leaving.abort();
      await running;
    },
  };
}
