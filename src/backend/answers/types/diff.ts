// The answer to `diff`: what appeared, grew, shrank and disappeared since the baseline.
import { gradeSnapshot } from '../../../core/analysis/verdict.ts';
import { explainGroup } from '../../../core/analysis/explain-group.ts';
import { describeCounts } from '../../../core/analysis/diff/diff-groups.ts';
import type { ProfilesDiff } from '../../../core/analysis/diff/diff-profiles.ts';
import type { GroupChange } from '../../../core/analysis/diff/model.ts';
import type { Group } from '../../../core/analysis/model.ts';
import type { Notice } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { makeOtherGroup } from '../../../frames/other-group.ts';
import { frameDiff } from '../../../frames/diff.ts';
import type { Answerer } from '../ask.ts';
import { refuse } from '../ask.ts';
import { compareWith } from '../rows/compare.ts';
import { linkGroups } from '../rows/source-links.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

export const answerDiff: Answerer = async (ask) => {
  const { baseline, limit, groupBy } = ask.query;
  if (baseline === undefined) {
    const message =
      'A difference needs a baseline: some time before, a moment, the start of the range, other targets, or a named baseline.';
    return fail(refuse('invalid_query', 'baseline', message));
  }
  const compared = await compareWith(ask, baseline);
  if (!compared.ok) return compared;
  const { diff, question, meta } = compared.value;
  const shown = diff.changes.slice(0, limit);
  const rows = [
    ...shown.map((change) => ({ change, cause: nameCause(change.group) })),
    ...listRest(diff).map((change) => ({ change, cause: null })),
  ];
  const notices = [...(meta.notices ?? []), ...noteRest(diff.changes, limit)];
  const frame = frameDiff({ rows, per: question.per, groupBy, meta: { ...meta, notices } });
  return succeed([
    linkGroups(
      ask,
      frame,
      rows.map(({ change: { group } }) => group),
    ),
  ]);
};

/** The goroutines that history stores as one sum, as an additional row, so that the rows add up to the whole change. */
function listRest({ before, after }: ProfilesDiff): readonly GroupChange[] {
  if ((before.folded.uncounted ?? 0) + (after.folded.uncounted ?? 0) === 0) return [];
  const group = makeOtherGroup(
    { groups: 0, count: 0, leaked: 0 },
    after.folded.goroutines > 0 ? after.folded : before.folded,
  );
  if (group === undefined) return [];
  return [describeCounts(group, before.folded.goroutines, after.folded.goroutines)].filter(
    ({ change }) => change !== 0,
  );
}

/** As in `stacks`: set for suspects and for stacks with own code. */
function nameCause(group: Group): string | null {
  const isOwn = group.frames.some((frame) => frame.own);
  return isOwn || gradeSnapshot(group) !== null ? (explainGroup(group)?.cause ?? null) : null;
}

function noteRest(changes: readonly GroupChange[], limit: number): readonly Notice[] {
  const rest = changes.slice(limit);
  if (rest.length === 0) return [];
  const change = rest.reduce((sum, one) => sum + one.change, 0);
  const signed = `${change > 0 ? '+' : ''}${formatCount(change)}`;
  return [
    {
      severity: 'info',
      text:
        `${formatCount(limit)} of ${formatAmount(changes.length, 'group')} that changed are shown (limit), the ` +
        `largest changes first. The others add up to ${signed}.`,
    },
  ];
}
