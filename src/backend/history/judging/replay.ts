// The kept past of a target as samples for a book of suspects: read piece by piece, with a turn for others in between.
import type { SuspectFigures, SuspectGroup, SuspectSample } from '../../../core/analysis/suspects/model.ts';
import { type Labels, matchLabels, targetKey } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { ProfileKind } from '../../../core/profile/model.ts';
import { isTurnOver, takeTurn } from '../../loop-turns.ts';
import type { FigureName, HistoryEngine, KnownTarget, Life, TargetHistory } from '../port.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** As long as verdicts look back. */
export const replaySpanMs = 7.5 * dayMs;

/** For so long samples are whole; before, they are thinned to one in five minutes. */
const fineMs = 25 * hourMs;
const coarseStepMs = 5 * minuteMs;
/** Samples that are closer together tell no more. */
const leastStepMs = 30_000;

/** What is in memory at once: a few hundred points of one target. */
const pointsAPiece = 720;

export interface ReplayRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** Between two samples, by the settings. */
  readonly intervalMs: number;
}

/** Gives `push` what is kept of one target, leak profiles included, in the order of time. Rejects when `signal` aborts. */
export async function replayTarget(
  engine: HistoryEngine,
  { labels }: Pick<KnownTarget, 'labels'>,
  range: ReplayRange,
  push: (sample: SuspectSample) => void,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  for (const piece of cutPieces(range)) {
    const samples: SuspectSample[] = [];
    for (const kind of ['goroutine', 'goroutineleak'] as const) {
      const read = await readPiece(engine, labels, kind, piece, signal);
      if (!read.ok) return read;
      if (read.value !== undefined) samples.push(...listSamples(read.value, kind));
    }
    for (const sample of samples.sort((a, b) => a.atMs - b.atMs)) {
      push(sample);
      if (!isTurnOver()) continue;
      await takeTurn();
      signal.throwIfAborted();
    }
  }
  return succeed(undefined);
}

interface Piece {
  /** The ends of its steps: the first, how far apart, how many. */
  readonly firstMs: number;
  readonly stepMs: number;
  readonly points: number;
}

/** Steps end where the range does, so that nothing of it is left over for a step that is not over yet. */
export function cutPieces({ fromMs, toMs, intervalMs }: ReplayRange): readonly Piece[] {
  const fineStepMs = Math.max(intervalMs, leastStepMs);
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
      // Others may have these labels and more.
      if (targetKey(history.target.labels) === identity) found = history;
    },
    signal,
  );
  return read.ok ? succeed(found) : read;
}

function listSamples(history: TargetHistory, kind: ProfileKind): readonly SuspectSample[] {
  const { target, timesMs, samples, goroutines, lives } = history;
  const listed: SuspectSample[] = [];
  let before: number | undefined;
  for (const [index, atMs] of timesMs.entries()) {
    // A gap, or a repetition of an earlier sample.
    if ((samples[index] ?? 0) === 0) continue;
    const life = Math.max(
      0,
      lives.findLastIndex(({ fromMs }) => fromMs <= atMs),
    );
    listed.push({
      target: target.labels,
      kind,
      atMs,
      goroutines: goroutines.last[index] ?? 0,
      groups: listGroups(history, index),
      figures: kind === 'goroutine' ? readFigures(history, index, lives[life]) : null,
      // Where start or build are known, the book compares them itself; between two pieces nothing else tells.
      restarted: before !== undefined && before !== life,
    });
    before = life;
  }
  return listed;
}

function listGroups({ series }: TargetHistory, index: number): readonly SuspectGroup[] {
  const groups: SuspectGroup[] = [];
  for (const { stack, counts } of series) {
    const count = counts.last[index] ?? NaN;
    if (count > 0) groups.push({ stack, count });
  }
  return groups;
}

function readFigures({ figures }: TargetHistory, index: number, life: Life | undefined): SuspectFigures {
  const read = (name: FigureName): number | null => {
    const value = figures[name]?.last[index] ?? NaN;
    return Number.isNaN(value) ? null : value;
  };
  return {
    values: {
      residentBytes: read('residentBytes'),
      requests: read('requests'),
      memoryLimitBytes: read('memoryLimitBytes'),
      heapBytes: read('heapBytes'),
    },
    startMs: life?.startMs ?? null,
    build: life?.build ?? null,
  };
}
