// Notices about targets that are sampled too rarely or not at all, with advice.
import type { Notice } from '../../../core/problem.ts';
import { formatDuration } from '../../../core/query/duration.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import type { SampledTarget } from '../sampler-ports.ts';
import type { Pace } from './pace.ts';

interface Paced {
  readonly target: SampledTarget;
  readonly pace: Pace;
}

/** Maximum number of targets a notice names. It counts the others. */
const namedTargets = 3;

export function notePaces(schedules: readonly Paced[], intervalMs: number): readonly Notice[] {
  const paused = schedules.filter(({ pace }) => pace.kind === 'paused');
  const stretched = schedules.filter(({ pace }) => pace.kind === 'sampled' && pace.turns > 1);
  const notices: Notice[] = [];
  if (paused.length > 0) {
    const texts = paused.map(({ target, pace }) => {
      const { costBytes, leftBytes } = pace as Extract<Pace, { kind: 'paused' }>;
      return `${target.host} (a profile could cost it ${formatSize(costBytes)}, and ${formatSize(leftBytes)} are left below its memory limit)`;
    });
    notices.push({
      severity: 'warning',
      text:
        `Sampling is paused to spare a process near its memory limit: ${nameSome(texts)}. It resumes once there is ` +
        'room. If the limit is wrong, set "Memory limit" in the data source.',
    });
  }
  if (stretched.length > 0) {
    const texts = stretched.map(({ target, pace }) => {
      const { turns } = pace as Extract<Pace, { kind: 'sampled' }>;
      return `${target.host} (every ${formatDuration(turns * intervalMs)})`;
    });
    notices.push({ severity: 'info', text: `Sampled less often, because of a memory limit: ${nameSome(texts)}.` });
  }
  return notices;
}

function nameSome(texts: readonly string[]): string {
  const rest = texts.length - namedTargets;
  return rest > 0 ? `${texts.slice(0, namedTargets).join('; ')}; and ${rest} more` : texts.join('; ');
}
