// Replays the stored history of a target as samples, in pieces, and yields to other work in between.
import type { LifeTracker } from '../../../core/sample/lives.ts';
import type { ProcessLife, Sample, SampleFigures, SampleGroup, UnplacedSample } from '../../../core/sample/model.ts';
import { type Labels, type LabelsKey, labelValue, matchLabels, targetKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { isOther } from '../../../core/stack/other-stack.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { isTurnOver, takeTurn } from '../../loop-turns.ts';
import { figureNames, type FigureName, type HistoryEngine, type Resolution, type TargetHistory } from '../port.ts';
import { downsampledStepMs, hourMs, secondMs } from '../../../core/agreed-times.ts';

/** The range with all samples. Older ones are downsampled. */
const fineMs = 25 * hourMs;
/** Samples closer together than this add no information. */
const minStepMs = 30 * secondMs;

/** Points in memory at once: a few hundred of one target. */
const pointsAPiece = 720;

interface ReplayRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** The sampling interval of the settings, in milliseconds. */
  readonly intervalMs: number;
  /** Every sample is read, with its own time. For ranges of minutes. */
  readonly whole?: boolean;
}

export interface Replay {
  readonly engine: HistoryEngine;
  /** Of one service. They are read at once, and their samples are pushed target by target, piece by piece. */
  readonly targets: readonly Labels[];
  readonly range: ReplayRange;
  /** Continues from the samples that were replayed before. */
  readonly lives: LifeTracker;
  /** Receives the stored samples, including leak profiles, of each target in order of time. */
  readonly push: (sample: Sample) => void;
}

/** Splits targets into those that are replayed at once: of one service, at most `most`. */
export function cutTargets<T extends { readonly labels: Labels }>(
  targets: readonly T[],
  most: number,
): readonly (readonly T[])[] {
  const open = new Map<string, T[]>();
  const parts: T[][] = [];
  for (const target of targets) {
    const service = labelValue(target.labels, 'service');
    let part = open.get(service);
    if (part === undefined || part.length >= most) {
      parts.push((part = []));
      open.set(service, part);
    }
    part.push(target);
  }
  return parts;
}

/** Replays targets. Rejects if `signal` aborts. */
export async function replayTargets(
  { engine, targets, range, lives, push }: Replay,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  for (const piece of cutPieces(range)) {
    const known = new Set(targets.filter((target) => lives.knows(target)).map(targetKey));
    const beginMs = piece.firstMs - piece.stepMs;
    const isOverlapping = known.size > 0 || range.whole === true;
    const resolution: Resolution =
      range.whole === true
        ? { every: 'sample', fromMs: beginMs - piece.stepMs, toMs: range.toMs }
        : { every: 'step', ...(isOverlapping ? overlap(piece) : piece), holdMs: 0 };
    const found = new Map<LabelsKey, (readonly UnplacedSample[])[]>();
    for (const kind of ['goroutine', 'goroutineleak'] as const) {
      const read = await readPiece(engine, targets, kind, resolution, signal);
      if (!read.ok) return read;
      for (const [key, history] of read.value) {
        const overlaps = range.whole !== true && known.has(key);
        const samples = listSamples(history, kind, overlaps, isOverlapping ? beginMs : -Infinity);
        found.set(key, [...(found.get(key) ?? []), samples]);
      }
    }
    for (const samples of found.values()) {
      for (const sample of samples.flat().sort((a, b) => a.atMs - b.atMs)) {
        push(lives.place(sample));
        if (!isTurnOver()) continue;
        await takeTurn();
        signal.throwIfAborted();
      }
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
function cutPieces({ fromMs, toMs, intervalMs, whole = false }: ReplayRange): readonly Piece[] {
  if (whole) return [{ firstMs: toMs, stepMs: toMs - fromMs, points: 1 }];
  const fineStepMs = Math.max(intervalMs, minStepMs);
  const fineFromMs = Math.max(fromMs, toMs - fineMs);
  const coarse = Math.max(downsampledStepMs, fineStepMs);
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
  targets: readonly Labels[],
  kind: ProfileKind,
  resolution: Resolution,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<LabelsKey, TargetHistory>>> {
  const wanted = new Set(targets.map(targetKey));
  const found = new Map<LabelsKey, TargetHistory>();
  const read = await engine.readRange(
    {
      kind,
      targets: matchLabels(shareLabels(targets)),
      among: wanted,
      isBackground: true,
      resolution,
    },
    (history) => {
      // Other targets may have these labels, or these labels and more.
      const key = targetKey(history.target.labels);
      if (wanted.has(key)) found.set(key, history);
    },
    signal,
  );
  return read.ok ? succeed(found) : read;
}

/** The labels that all of these targets share. */
function shareLabels([first = {}, ...more]: readonly Labels[]): Labels {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => more.every((target) => labelValue(target, name) === value)),
  );
}

/**
 * `overlaps`: the first point belongs to the previous piece. Of a target without one, samples up to `afterMs` are not
 * taken.
 */
function listSamples(
  history: TargetHistory,
  kind: ProfileKind,
  overlaps: boolean,
  afterMs: number,
): readonly UnplacedSample[] {
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
    if (overlaps ? index === 0 : atMs <= afterMs) continue;
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
