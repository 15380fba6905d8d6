// Reads the baseline of a comparison: the same targets at another time, other targets now, or a named baseline.
import type { Notice, Result } from '../../../core/problem.ts';
import { fail } from '../../../core/problem.ts';
import { parseDuration } from '../../../core/query/duration.ts';
import type { Baseline } from '../../../core/query/model.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { gather } from './gather.ts';
import { gatherNamed } from './named.ts';
import { gatherPast } from './past.ts';
import type { Gathered } from './snapshot.ts';

/** Reads the baseline. Fails if its source fails; the problem names the field. */
export async function gatherBaseline(ask: Ask, baseline: Baseline): Promise<Result<Gathered>> {
  if (ask.query.inline !== undefined && !('targets' in baseline)) {
    const message =
      'A pasted dump has no history, so it cannot be compared with another time. Compare it with other targets, or remove the dump or the baseline.';
    return fail(refuse('no_history', 'inline', message));
  }
  if ('targets' in baseline) {
    const gathered = await gather({ ...ask, query: { ...ask.query, targets: baseline.targets, inline: undefined } });
    return gathered.ok ? gathered : nameField(gathered, 'baseline.targets');
  }
  if ('name' in baseline) return gatherNamed(ask, baseline.name);
  const atMs = findBaselineMs(ask, baseline);
  if (atMs === undefined) {
    const message =
      'A comparison with the start of the range needs a time range. Choose a range, or compare with a time before or a moment.';
    return fail(refuse('no_range', 'baseline.rangeStart', message));
  }
  // On the first day a range often begins before the first sample, so the first sample serves as the baseline.
  return gatherPast(ask, atMs, 'rangeStart' in baseline);
}

/** The time of a baseline, in milliseconds since the epoch; undefined if it has none or the request has no range. */
export function findBaselineMs(ask: Ask, baseline: Baseline): number | undefined {
  if ('ago' in baseline) return findEndMs(ask) - (parseDuration(baseline.ago) ?? 0);
  if ('at' in baseline) return /^\d+$/.test(baseline.at) ? Number(baseline.at) : Date.parse(baseline.at);
  return 'rangeStart' in baseline && ask.fromMs > 0 ? ask.fromMs : undefined;
}

/** The end of the range, or now. */
export function findEndMs({ toMs, ports }: Pick<Ask, 'toMs' | 'ports'>): number {
  return toMs === 0 ? ports.nowMs() : toMs;
}

/** Other targets are compared as one sum, because a label that differs between the two sides would match no group. */
export function findComparedPer({ query }: Ask, baseline: Baseline, now: Gathered): readonly string[] {
  return 'targets' in baseline || query.inline !== undefined ? [] : now.per;
}

/** The notices of a baseline, marked to distinguish them from those of the present. */
export function noteBaseline({ notices }: Gathered): readonly Notice[] {
  return notices.map((notice) => ({ ...notice, text: `Baseline: ${notice.text}` }));
}

function nameField(failed: { readonly ok: false } & Extract<Result<Gathered>, { ok: false }>, field: string) {
  const { problem } = failed;
  return fail(problem.field === 'targets' ? { ...problem, field } : problem);
}
