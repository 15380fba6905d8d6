// Reads the history of targets over a range from series.
import { downsampledStepMs, minuteMs } from '../../../core/agreed-times.ts';
import { type Labels, targetKey } from '../../../core/labels.ts';
import { limits } from '../../../core/limits.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { Stack } from '../../../core/stack/model.ts';
import { isOther, otherName } from '../../../core/stack/other-stack.ts';
import { findReach } from '../columns/axis.ts';
import { makeHistory } from '../columns/make-history.ts';
import type { RangeQuestion, Resolution, TargetHistory } from '../port.ts';
import { cutBatches, readBatch } from './read-batch.ts';
import { plainKey } from './scope.ts';
import type { TargetPoints } from './target-points.ts';
import { noteDoubled, type Reading, type ReadingRoom } from './room.ts';
import { visitAll } from './visit-all.ts';

/**
 * If a range has too many samples, an answer of few steps still reads this many points, which bounds the error of
 * growth.
 */
const fewestSteps = 720;

export async function readHistory(
  room: ReadingRoom,
  question: RangeQuestion,
  visit: (history: TargetHistory) => void,
  signal: AbortSignal,
): Promise<Result<Reading>> {
  const { kind, targets, resolution } = question;
  const { fromMs, toMs } = clip(findReach(resolution));
  // Of a range that is all of time, the part with data is asked for.
  if ((toMs - fromMs) / room.intervalMs() > limits.points.value) {
    const listed = await room.listKnown();
    if (!listed.ok) return listed;
  }
  const found = await room.findTargets(kind, targets, { fromMs, toMs }, signal);
  if (!found.ok) return found;
  const { among } = question;
  const wanted = among === undefined ? found.value : found.value.filter((target) => among.has(targetKey(target)));
  return readTargets(room, wanted, question, visit, signal);
}

/** Reads these targets. `question.targets` is not looked at. */
export async function readTargets(
  room: ReadingRoom,
  targets: readonly Labels[],
  { kind, resolution, fingerprints, maxValues, figures = true }: RangeQuestion,
  visit: (history: TargetHistory) => void,
  signal: AbortSignal,
): Promise<Result<Reading>> {
  const { fromMs, toMs } = clip(findReach(resolution));
  const sum = { targets: 0, samples: 0, firstMs: Infinity, doubled: 0 };
  const wanted = targets.map((target) => ({ target, ...narrow(room, target, fromMs, toMs) }));
  const { scope, load } = room;
  const shared = { scope, kind, fingerprints, intervalMs: room.intervalMs() };
  const visited = await visitAll(cutBatches(wanted, shared, load), async (batch) => {
    const range = {
      fromMs: Math.min(...batch.map((one) => one.fromMs)),
      toMs: Math.max(...batch.map((one) => one.toMs)),
    };
    const parts = figures ? 'all' : 'groups';
    const question = { ...shared, wanted: batch, grid: planGrid(resolution, range), parts } as const;
    const read = await readBatch(room.api, question, load, signal);
    if (!read.ok) return read;
    const names = [...read.value.values()].flatMap(({ groups }) => groups.map((one) => one['fingerprint'] ?? ''));
    const learnt = await room.stacks.learn(names, range, signal);
    if (!learnt.ok) return learnt;
    for (const { target } of batch) {
      const points = read.value.get(plainKey(target));
      if (points !== undefined) visitTarget(target, points);
    }
    return succeed(undefined);
  });

  function visitTarget(target: Labels, { points, groups, lives, doubled }: TargetPoints): void {
    const parts = {
      target: room.describeTarget(target, points.timesMs[0] ?? Infinity, points.timesMs.at(-1) ?? -Infinity),
      points,
      lives,
      seriesOf: (slot: number) => ({ stack: room.stacks.find(groups[slot] ?? {}), labels: {} }),
    };
    const history = makeHistory(parts, resolution, maxValues);
    if (history === undefined) return;
    const isRest = ({ stack }: { readonly stack: Stack }) => isOther(stack) && fingerprints?.has(otherName) === false;
    visit({ ...history, series: history.series.filter((one) => !isRest(one)) });
    sum.targets++;
    sum.samples += history.samples.reduce((total, count) => total + count, 0);
    sum.firstMs = Math.min(sum.firstMs, points.timesMs[0] ?? Infinity);
    if (doubled > 0) sum.doubled++;
  }

  if (!visited.ok) return visited;
  return succeed({ ...sum, notices: noteDoubled(sum.doubled) });
}

/** Times before the epoch and times too large for servers are cut off. */
export function clip({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  return { fromMs: Math.max(0, fromMs), toMs: Math.min(toMs, 4e12) };
}

/** Queries may ask for all of time. The known range of the target limits the request. */
function narrow(room: ReadingRoom, target: Labels, fromMs: number, toMs: number) {
  const { firstMs, lastMs } = room.describeTarget(target, Infinity, -Infinity);
  if (firstMs > lastMs) return { fromMs, toMs };
  const reserveMs = 10 * minuteMs;
  return { fromMs: Math.max(fromMs, firstMs - reserveMs), toMs: Math.min(toMs, lastMs + reserveMs) };
}

function planGrid(resolution: Resolution, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  if (resolution.every === 'sample') {
    const stepMs = Math.max(downsampledStepMs, Math.ceil((toMs - fromMs) / limits.points.value));
    return { stepMs, endMs: toMs };
  }
  const { firstMs, stepMs, points } = resolution;
  const parts = Math.max(1, Math.floor(fewestSteps / Math.max(1, points)));
  return { stepMs: Math.max(1_000, Math.floor(stepMs / parts)), endMs: firstMs + stepMs * (points - 1) };
}
