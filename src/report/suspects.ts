// Words about suspects: the evidence, the cost, the cause, what to change.
import { formatCount } from '../core/format.ts';
import { explainGroup } from '../core/analysis/explain-group.ts';
import type { Grade, Group } from '../core/analysis/model.ts';
import type { Range, Suspect } from '../core/analysis/suspects/model.ts';
import { formatBytes, formatSpan } from '../core/analysis/suspects/words.ts';
import { reachesGrade } from '../core/analysis/verdict.ts';
import { causes } from '../core/causes/list.ts';
import type { ReportRow, ReportSuspect } from './model.ts';
import { drawSparkline } from './sparkline.ts';
import { formatGrowth, formatMoment } from './words.ts';
import { minuteMs } from '../core/agreed-times.ts';

/**
 * Adds what only the report knows: creators and waits of a dump, and the change over a series too short for a trend.
 */
export function enrichSuspect(suspect: Suspect, group: Group, row: ReportRow | undefined): ReportSuspect {
  const explained = explainGroup(group, suspect.locks?.cause);
  const cause = explained?.cause ?? suspect.cause;
  const known = {
    ...suspect,
    group,
    lockLines: [],
    cause,
    also: explained?.also ?? suspect.also,
    fix: cause === null ? null : causes[cause].fix,
  };
  if (suspect.trend !== null || row === undefined || row.change === null || row.change <= 0) return known;
  return {
    ...known,
    growthPerMinute: row.growthPerMinute ?? 0,
    sinceMs: row.sinceMs,
    evidence: [...suspect.evidence, describeChange(row)],
  };
}

function describeChange({ group, change, growthPerMinute, sinceMs }: ReportRow): string {
  const rate = growthPerMinute === null ? '' : `, ${formatGrowth(growthPerMinute)} a minute`;
  const since = sinceMs === null ? '' : ` since ${formatMoment(sinceMs)}`;
  return `Rose from ${(group.count - (change ?? 0)).toLocaleString('en-US')} to ${formatCount(group.count)}${since}${rate}.`;
}

/** `Arrivals over 10 h: ▂▃▃▄▅▆▇█`, the oldest first; empty without a dump. */
export function formatArrivals({ waits }: Pick<Suspect, 'waits'>): string {
  const arrivals = waits?.arrivals ?? null;
  if (arrivals === null || arrivals.counts.length < 3) return '';
  const { counts, spanMinutes, before } = arrivals;
  // Two points show no course.
  if (counts.reduce((sum, count) => sum + count, before) < 3) return '';
  const earlier = before > 0 ? `; ${formatCount(before)} came before that` : '';
  return `Arrivals over ${formatSpan(counts.length * spanMinutes * minuteMs)}: ${drawSparkline(counts)}${earlier}`;
}

/** Whether a build should fail because of it. Goroutines that were started once, on purpose, are no reason. */
export function isAlarming({ grade, once }: Suspect, least: Grade): boolean {
  return !once && reachesGrade(grade, least);
}

/** `forgotten-receiver (nobody receives); also early-return, context-…` */
export function formatCauses({ cause, also }: Pick<Suspect, 'cause' | 'also'>): string {
  if (cause === null) return '';
  const others = also.length > 0 ? `; ${also.join(', ')} would fit as well` : '';
  return `${cause} (${causes[cause].name.toLowerCase()})${others}`;
}

/** `They cost 2.7 MB to 9.2 MB.`; empty for goroutines that exist once. */
export function formatCost({ costBytes: { low, high }, once }: Pick<Suspect, 'costBytes' | 'once'>): string {
  if (low <= 0 || once) return '';
  const least = formatBytes(low);
  const most = formatBytes(high);
  return least === most ? `They cost ${least} at least.` : `They cost ${least} to ${most}.`;
}

/** `At this pace memory is used up in 3 h to 7 h.`; empty where no limit is known. */
export function formatTimeLeft({ timeLeft }: Pick<Suspect, 'timeLeft'>): string {
  if (timeLeft === null) return '';
  const what = timeLeft.limit === 'memory' ? 'memory is used up' : 'the limit of goroutines is reached';
  return `At this pace ${what} in ${formatRange(timeLeft.ms)}.`;
}

function formatRange({ low, high }: Range): string {
  const soonest = formatSpan(low);
  const latest = formatSpan(high);
  return soonest === latest ? soonest : `${soonest} to ${latest}`;
}
