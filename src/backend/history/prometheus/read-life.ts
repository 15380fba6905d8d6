// Reads the process life of a target's newest sample, so that a restart of Parked does not hide a restart of the
// target.
import { minuteMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';
import type { LifeFacts } from '../../../core/sample/lives.ts';
import { readTargetPoints } from './read-target.ts';
import type { ReadingRoom } from './room.ts';

/** A sample waits for the answer no longer than this and is then stored without it. */
const maxWaitMs = 2_000;

/** Undefined if the server has none or does not answer in time. */
export async function readNewestLife(
  { api, scope, intervalMs }: ReadingRoom,
  target: Labels,
  nowMs: number,
): Promise<LifeFacts | undefined> {
  const spanMs = Math.max(10 * minuteMs, 3 * intervalMs());
  const question = {
    scope,
    target,
    kind: 'goroutine',
    fromMs: nowMs - spanMs,
    toMs: nowMs,
    fingerprints: undefined,
    intervalMs: intervalMs(),
    grid: { stepMs: minuteMs, endMs: nowMs },
    parts: 'lives',
  } as const;
  const signal = AbortSignal.timeout(maxWaitMs);
  try {
    const read = await readTargetPoints(api, question, signal);
    if (!read.ok || read.value === undefined) return undefined;
    const { points, lives } = read.value;
    const life = lives.at(-1);
    const seenMs = points.timesMs.at(-1);
    if (life === undefined || seenMs === undefined) return undefined;
    const cpuSeconds = points.figures.cpuSeconds.last.at(-1) ?? NaN;
    return { ...life, seenMs, cpuSeconds: Number.isNaN(cpuSeconds) ? null : cpuSeconds };
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
