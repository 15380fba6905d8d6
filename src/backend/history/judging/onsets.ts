// Detects when a stack is first judged to leak. Each onset is reported once, with evidence that outlives the process.
import type { Suspect } from '../../../core/analysis/suspects/model.ts';
import type { Grade } from '../../../core/analysis/model.ts';
import { reachesGrade } from '../../../core/analysis/verdict.ts';
import { type Labels, labelsKey, pickLabels } from '../../../core/labels.ts';
import type { HistoryEvent, OnsetEvent, OnsetEvidence } from '../port.ts';
import { verdictSpanMs } from '../../../core/agreed-times.ts';

/** Enough to recognise a stack. Runaway recursions are longer. */
const maxFrames = 64;

interface Onsets {
  /** Adds onsets that were already reported, by this process or an earlier one. */
  learn(events: readonly HistoryEvent[]): void;
  /** Returns suspects with a new onset and marks them as reported. `targets` are those of the judged processes. */
  take(suspects: readonly Suspect[], targets: readonly Labels[], nowMs: number): readonly OnsetEvent[];
  /** Returns stacks that begin to rise fast, before they can be graded. Each is returned once. */
  takeFast(suspects: readonly Suspect[], targets: readonly Labels[], nowMs: number): readonly FastRise[];
  /** Marks an onset as not reported, because it could not be stored. */
  takeBack(onset: OnsetEvent): void;
}

interface FastRise {
  readonly target: Labels;
  readonly fingerprint: string;
  readonly function: string;
  readonly grade: Grade;
}

/** At this rate a rise reaches hundreds of goroutines before it can be judged. */
export const fastPerMinute = 10;

/** `per`: the target labels that separate suspects. */
export function openOnsets(per: readonly string[]): Onsets {
  const saidMs = new Map<string, number>();
  const fastMs = new Map<string, number>();
  return {
    learn(events) {
      for (const event of events) {
        if (event.kind !== 'onset') continue;
        const key = identify(pickLabels(event.target, per), event.fingerprint);
        saidMs.set(key, Math.max(saidMs.get(key) ?? 0, event.noticedMs ?? event.atMs));
      }
    },
    take(suspects, targets, nowMs) {
      const onsets: OnsetEvent[] = [];
      for (const suspect of suspects) {
        if (!isOnset(suspect.grade) || suspect.once) continue;
        const key = identify(suspect.per, suspect.fingerprint);
        const before = saidMs.get(key);
        saidMs.set(key, nowMs);
        const isOther = before !== undefined && nowMs - before > verdictSpanMs && (suspect.sinceMs ?? nowMs) > before;
        if (before === undefined || isOther) {
          onsets.push(describeOnset(suspect, suspect.grade, findTarget(suspect, targets, per), nowMs));
        }
      }
      return onsets;
    },
    takeFast(suspects, targets, nowMs) {
      return suspects.flatMap((suspect): readonly FastRise[] => {
        if (isOnset(suspect.grade) || suspect.growthPerMinute < fastPerMinute) return [];
        const key = identify(suspect.per, suspect.fingerprint);
        const before = fastMs.get(key);
        fastMs.set(key, nowMs);
        if (before !== undefined && nowMs - before < verdictSpanMs) return [];
        const { fingerprint, function: name, grade } = suspect;
        return [{ target: findTarget(suspect, targets, per), fingerprint, function: name, grade }];
      });
    },
    takeBack: ({ target, fingerprint }) => void saidMs.delete(identify(pickLabels(target, per), fingerprint)),
  };
}

function isOnset(grade: Grade): grade is OnsetEvent['grade'] {
  return reachesGrade(grade, 'likely');
}

/** The process with the most goroutines represents all of them. */
function findTarget({ per: service, spread }: Suspect, targets: readonly Labels[], per: readonly string[]): Labels {
  const own = targets.filter((target) => per.every((name) => (target[name] ?? '') === service[name]));
  return own.find((target) => (target['instance'] ?? '') === spread.worst.instance) ?? own[0] ?? service;
}

function describeOnset(suspect: Suspect, grade: OnsetEvent['grade'], target: Labels, nowMs: number): OnsetEvent {
  const { fingerprint, state, function: name, cause, sinceMs } = suspect;
  const atMs = Math.round(Math.min(sinceMs ?? nowMs, nowMs));
  const evidence = describeEvidence(suspect);
  return { kind: 'onset', target, atMs, noticedMs: nowMs, fingerprint, state, function: name, grade, cause, evidence };
}

function describeEvidence({ evidence, count, states, stack, growthPerMinute, spread }: Suspect): OnsetEvidence {
  return {
    sentences: evidence,
    count,
    states,
    growthPerMinute,
    instances: spread.instances,
    instancesOf: spread.of,
    frames: stack.frames.slice(0, maxFrames).map(({ raw }) => ({
      function: raw.function,
      file: raw.file,
      line: raw.line,
    })),
    framesOf: stack.frames.length,
  };
}

function identify(per: Labels, fingerprint: string): string {
  return `${labelsKey(per)} ${fingerprint}`;
}
