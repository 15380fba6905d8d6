// Describes how a target is sampled: whether the interval is met, what prevents it, and what to do.
import { formatDuration } from '../../../core/query/duration.ts';
import type { SamplingSettings } from '../../../core/query/settings-sampling.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import type { SamplingState } from '../../../frames/targets.ts';
import type { Hindrance, TargetPace } from '../../history/past.ts';
import { formatAmount } from '../../../core/format.ts';
import { formatRoundedDuration } from '../words/format.ts';

interface SamplingWords {
  readonly sampling: SamplingState;
  /** Empty if there is nothing to report. */
  readonly samplingReason: string;
}

/** A slightly late sample does not count as a slower rate. */
const tolerance = 1.5;

export function describeSampling(
  pace: TargetPace | undefined,
  settings: Pick<SamplingSettings, 'enabled' | 'intervalMs'>,
  freshnessMs: number,
  nowMs: number,
): SamplingWords {
  if (!settings.enabled) {
    const samplingReason = 'Sampling is off here. Another Grafana or "parked collect" samples these targets.';
    return { sampling: 'off', samplingReason };
  }
  if (pace === undefined) {
    return { sampling: 'none yet', samplingReason: 'Its first sample is due within two intervals.' };
  }
  const { hindrance, lastMs, everyMs } = pace;
  if (hindrance !== null) return explain(hindrance, settings.intervalMs);
  if (lastMs === null) return { sampling: 'none yet', samplingReason: 'Its first sample is due within one interval.' };
  const gapMs = Math.max(everyMs ?? 0, nowMs - lastMs - settings.intervalMs);
  if (gapMs <= settings.intervalMs * tolerance) return { sampling: 'as asked', samplingReason: '' };
  if (gapMs <= (settings.intervalMs + freshnessMs) * tolerance && settings.intervalMs <= freshnessMs) {
    const samplingReason =
      `All users share a fetch for ${formatRoundedDuration(freshnessMs)}, so samples cannot be closer than that. ` +
      'Sample at a longer interval, or lower "Share one fetch for".';
    return { sampling: 'slower', samplingReason };
  }
  const samplingReason =
    `Samples come late, one in ${formatRoundedDuration(gapMs)}, because this machine is busy or other targets ` +
    'are read first. Give Parked more CPU, or let collectors share the work.';
  return { sampling: 'slower', samplingReason };
}

function explain(hindrance: Hindrance, intervalMs: number): SamplingWords {
  switch (hindrance.kind) {
    case 'paused':
      return {
        sampling: 'paused',
        samplingReason:
          `The target is near its memory limit: a profile could cost it ${formatSize(hindrance.costBytes)}, and ` +
          `${formatSize(hindrance.leftBytes)} are left. Sampling resumes once there is room. If the limit is wrong, ` +
          'set "Memory limit".',
      };
    case 'memory':
      return {
        sampling: 'slower',
        samplingReason:
          'The target is near its memory limit, so Parked takes one sample in ' +
          `${formatDuration(hindrance.turns * intervalMs)}. If the limit is wrong, set "Memory limit".`,
      };
    case 'missed':
      return {
        sampling: 'failing',
        samplingReason: `Its last ${formatAmount(hindrance.turns, 'fetch', 'fetches')} failed.`,
      };
    case 'duration':
      return {
        sampling: 'slower',
        samplingReason:
          `A fetch takes the target ${formatRoundedDuration(hindrance.meanMs)}, and fetches may take 1 % of its time, ` +
          `so there is at most one sample in ${formatRoundedDuration(hindrance.meanMs * 100)}. Fetches get faster if ` +
          'the target has fewer goroutines or more CPU.',
      };
  }
}
