// Replays the stored history of a target as samples, in pieces, and yields to other work in between.
import type { LifeTracker } from '../../../core/sample/lives.ts';
import type { ProcessLife, Sample, SampleFigures, SampleGroup, UnplacedSample } from '../../../core/sample/model.ts';
import { type Labels, matchLabels, targetKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { isOther } from '../../../core/stack/other-stack.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { isTurnOver, takeTurn } from '../../loop-turns.ts';
import { figureNames, type FigureName, type HistoryEngine, type TargetHistory } from '../port.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The range that verdicts cover. */
export const replaySpanMs = 7.5 * dayMs;

/** The range with all samples. Older samples are downsampled to one per five minutes. */
const fineMs = 25 * hourMs;
const coarseStepMs = 5 * minuteMs;
/** Samples closer together than this add no information. */
const minStepMs = 30_000;

/** Points in memory at once: a few hundred of one target. */
const pointsAPiece = 720;

interface ReplayRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** The sampling interval of the settings, in milliseconds. */
  readonly intervalMs: number;
}

export interface Replay {
  readonly engine: HistoryEngine;
  readonly target: Labels;
  readonly range: ReplayRange;
  /** Continues from the samples that were replayed before. */
  readonly lives: LifeTracker;
  /** Receives the stored samples, including leak profiles, in order of time. */
  readonly push: (sample: Sample) => void;
}

/** Replays a target. Rejects if `signal` aborts. */
export async function replayTarget(
  { engine, target, range, lives, push }: Replay,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  for (const piece of cutPieces(range)) {
    const samples: UnplacedSample[] = [];
    const overlaps = lives.knows(target);
    for (const kind of ['goroutine', 'goroutineleak'] as const) {
      const read = await readPiece(engine, target, kind, overlaps ? overlap(piece) : piece, signal);
      if (!read.ok) return read;
      if (read.value !== undefined) samples.push(...listSamples(read.value, kind, overlaps));
    }
    for (const sample of samples.sort((a, b) => a.atMs - b.atMs)) {
      push(lives.place(sample));
      if (!isTurnOver()) continue;
      await takeTurn();
      signal.throwIfAborted();
    }
  }
  return succeed(undefined);
}

interface Piece {
  /** End of the first step, length of a step, number of steps. */
  readonly firstMs: number;
  readonly stepMs: number;
  readonly points: number;
}

/** Extends the piece by the previous step, which shows whether the process is still the same. */
function overlap({ firstMs, stepMs, points }: Piece): Piece {
  return { firstMs: firstMs - stepMs, stepMs, points: points + 1 };
}

/** Aligns the steps to the end of the range, so that no incomplete step remains. */
function cutPieces({ fromMs, toMs, intervalMs }: ReplayRange): readonly Piece[] {
  const fineStepMs = Math.max(intervalMs, minStepMs);
  const fineFromMs = Math.max(fromMs, toMs - fineMs);
  const coarse = Math.max(coarseStepMs, fineStepMs);
  return [...cutSteps(fromMs, fineFromMs, coarse), ...cutSteps(fineFromMs, toMs, fineStepMs)];
}

function cutSteps(fromMs: number, toMs: number, stepMs: number): readonly Piece[] {
  const steps = Math.ceil((toMs - fromMs) / stepMs);
  return Array.from({ length: Math.ceil(steps / pointsAPiece) }, (_, index) => {
    const before = index * pointsAPiece;
    const points = Math.min(pointsAPiece, steps - before);
    return { firstMs: toMs - (steps - 1 - before) * stepMs, stepMs, points };
  });
}

async function readPiece(
  engine: HistoryEngine,
  target: Labels,
  kind: ProfileKind,
  piece: Piece,
  signal: AbortSignal,
): Promise<Result<TargetHistory | undefined>> {
  const targets = matchLabels(target);
  const identity = targetKey(target);
  let found: TargetHistory | undefined;
  const read = await engine.readRange(
    { kind, targets, resolution: { every: 'step', ...piece, holdMs: 0 } },
    (history) => {
      // Other targets may have these labels and more.
      if (targetKey(history.target.labels) === identity) found = history;
    },
    signal,
  );
  return read.ok ? succeed(found) : read;
}

/** `overlaps`: the first point belongs to the previous piece. */
function listSamples(history: TargetHistory, kind: ProfileKind, overlaps: boolean): readonly UnplacedSample[] {
  const { target, timesMs, samples, tookMs, goroutines, lives } = history;
  const listed: UnplacedSample[] = [];
  let before: number | undefined;
  for (const [index, atMs] of timesMs.entries()) {
    // A gap, or a repeated earlier sample.
    if ((samples[index] ?? 0) === 0) continue;
    const life = Math.max(
      0,
      lives.findLastIndex(({ fromMs }) => fromMs <= atMs),
    );
    const restarted = before !== undefined && before !== life;
    before = life;
    if (overlaps && index === 0) continue;
    listed.push({
      target: target.labels,
      kind,
      atMs,
      tookMs: tookMs.last[index] ?? 0,
      goroutines: goroutines.last[index] ?? 0,
      answered: true,
      groups: listGroups(history, index),
      figures: kind === 'goroutine' ? readFigures(history, index, lives[life]) : null,
      restarted,
    });
  }
  return listed;
}

function listGroups({ series }: TargetHistory, index: number): readonly SampleGroup[] {
  const groups: SampleGroup[] = [];
  const hasOther = series.some(({ stack, counts }) => isOther(stack) && (counts.last[index] ?? 0) > 0);
  for (const { stack, labels, counts } of series) {
    const count = counts.last[index] ?? NaN;
    // A stack without a group is unknown where "other" has goroutines. A count of 0 is known.
    if (count > 0 || (count === 0 && hasOther)) groups.push({ stack, labels, count });
  }
  return groups;
}

function readFigures({ figures }: TargetHistory, index: number, life: ProcessLife | undefined): SampleFigures {
  const read = (name: FigureName): number | null => {
    const value = figures[name]?.last[index] ?? NaN;
    return Number.isNaN(value) ? null : value;
  };
  return {
    values: Object.fromEntries(figureNames.map((name) => [name, read(name)])) as SampleFigures['values'],
    startMs: life?.startMs ?? null,
    build: life?.build ?? null,
  };
}
