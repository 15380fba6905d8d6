// Finds what happened when growth began, which is often the reason.
import type { Trend } from '../trend/model.ts';
import type { Change } from './model.ts';
import type { ProcessPast } from './process-past.ts';
import { minuteMs } from '../../agreed-times.ts';

/** The newest restart or build at or before the onset, if it is close enough to be related. */
export function findChange({ sinceMs, toMs }: Trend, { changes }: ProcessPast): Change | null {
  // The onset of slow growth is less exact.
  const nearMs = Math.max(10 * minuteMs, (toMs - sinceMs) / 10);
  const near = changes.filter(({ atMs }) => atMs <= sinceMs + nearMs && atMs >= sinceMs - nearMs);
  return near.findLast(({ kind }) => kind === 'build') ?? near.at(-1) ?? null;
}
