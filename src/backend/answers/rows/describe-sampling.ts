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
    const samplingReason = 'Sampling is off here: another Grafana, or "parked collect", samples for this one.';
    return { sampling: 'off', samplingReason };
  }
  if (pace === undefined) {
    return { sampling: 'none yet', samplingReason: 'Its first turn comes within an interval or two.' };
  }
  const { hindrance, lastMs, everyMs } = pace;
  if (hindrance !== null) return explain(hindrance, settings.intervalMs);
  if (lastMs === null) return { sampling: 'none yet', samplingReason: 'Its first turn comes within an interval.' };
  const gapMs = Math.max(everyMs ?? 0, nowMs - lastMs - settings.intervalMs);
  if (gapMs <= settings.intervalMs * tolerance) return { sampling: 'as asked', samplingReason: '' };
  if (gapMs <= (settings.intervalMs + freshnessMs) * tolerance && settings.intervalMs <= freshnessMs) {
    const samplingReason = `Everybody shares an answer for ${formatRoundedDuration(freshnessMs)}, and the next sample comes at the first turn after that. Sample at a longer interval, or lower "Share one fetch for".`;
    return { sampling: 'slower', samplingReason };
  }
  const samplingReason = `Its turns come late, one in ${formatRoundedDuration(gapMs)}: this machine is busy, or other targets keep it waiting. Give Parked more processor, or let collectors share the work.`;
  return { sampling: 'slower', samplingReason };
}

function explain(hindrance: Hindrance, intervalMs: number): SamplingWords {
  switch (hindrance.kind) {
    case 'paused':
      return {
        sampling: 'paused',
        samplingReason: `Near its memory limit: a profile could cost it ${formatSize(hindrance.costBytes)}, and ${formatSize(hindrance.leftBytes)} are left. It goes on by itself once there is room; where the limit is wrong, set "Memory limit".`,
      };
    case 'memory':
      return {
        sampling: 'slower',
        samplingReason: `Near its memory limit: one sample in ${formatDuration(hindrance.turns * intervalMs)}, to spare it. Where the limit is wrong, set "Memory limit".`,
      };
    case 'missed':
      return {
        sampling: 'failing',
        samplingReason: `It could not be read at its last ${formatAmount(hindrance.turns, 'turn')}.`,
      };
    case 'duration':
      return {
        sampling: 'slower',
        samplingReason: `A fetch takes it ${formatRoundedDuration(hindrance.meanMs)}, and may take 1 % of its time: so one sample in ${formatRoundedDuration(hindrance.meanMs * 100)} or more. Fewer goroutines, or more processor for it, make it faster.`,
      };
  }
}
