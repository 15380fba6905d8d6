// Chooses the points of a graph: as many as Grafana requests, no closer than the samples, and stable across refreshes.
import { standInMs } from '../../../core/agreed-times.ts';
import { limits } from '../../../core/limits.ts';
import type { Resolution } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import type { PastRange } from '../gather/read-past.ts';

export interface Steps {
  readonly resolution: Extract<Resolution, { readonly every: 'step' }>;
  /** The end of each step. For the newest step, which is incomplete, the end of the range. */
  readonly timesMs: readonly number[];
}

export function planSteps(
  range: PastRange,
  { intervalMs, maxDataPoints, ref, ports }: Pick<Ask, 'intervalMs' | 'maxDataPoints' | 'ref' | 'ports'>,
): Steps {
  const { fromMs, toMs } = range;
  const sampledMs = ref.settings.sampling.intervalMs;
  const stepMs = chooseStep(range, { intervalMs, maxDataPoints }, sampledMs);
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  // A step that crosses the end of a past range would include later samples.
  const isLive = toMs >= ports.nowMs() - sampledMs;
  const lastMs = (isLive ? Math.ceil(toMs / stepMs) : Math.floor(toMs / stepMs)) * stepMs;
  const points = Math.max(0, Math.round((lastMs - firstMs) / stepMs) + 1);
  return {
    resolution: { every: 'step', firstMs, stepMs, points, holdMs: standInMs },
    timesMs: Array.from({ length: points }, (_, index) => Math.min(firstMs + index * stepMs, toMs)),
  };
}

/** The time between two points, in milliseconds. */
export function chooseStep(
  { fromMs, toMs }: PastRange,
  { intervalMs, maxDataPoints }: Pick<Ask, 'intervalMs' | 'maxDataPoints'>,
  sampledMs: number,
): number {
  const maxPoints = Math.min(maxDataPoints > 0 ? maxDataPoints : Infinity, limits.points.value - 1);
  return Math.max(1, Math.ceil(Math.max(intervalMs, (toMs - fromMs) / maxPoints, sampledMs)));
}
