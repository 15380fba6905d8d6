// The answer to `dump`: every goroutine with its stack as log lines, subject to the rules for dumps.
import { nameBound } from '../../../core/bound-titles.ts';
import type { Notice } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { limits } from '../../../core/limits.ts';
import { formatSize } from '../../../core/query/settings-size.ts';
import { frameDump, type DumpRow } from '../../../frames/dump.ts';
import type { Answerer } from '../ask.ts';
import { refuse } from '../ask.ts';
import { readDumpRows } from '../rows/dump-rows.ts';
import { describeAnswer, gatherGroups, type GroupedAnswer } from '../rows/group.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

export const answerDump: Answerer = async (ask) => {
  if (ask.query.baseline !== undefined) {
    const message =
      'A goroutine dump cannot be compared with a baseline. Use a difference or a flame graph, or remove the baseline.';
    return fail(refuse('invalid_query', 'baseline', message));
  }
  const answered = await gatherGroups(ask);
  if (!answered.ok) return answered;
  const { gathered, grouped, notices } = answered.value;
  const counts = gathered.snapshots.find(({ profile }) => !['debug=2', 'debug=3'].includes(profile.format));
  if (counts !== undefined) {
    const { format } = counts.profile;
    const message =
      `${counts.target.host} is a ${format} profile, which only counts goroutines and does not list each of them. ` +
      'Paste a debug=2 dump, or use "stacks".';
    return fail(refuse('not_a_dump', ask.query.inline === undefined ? 'queryType' : 'inline', message));
  }
  const wanted = new Set(grouped.groups.map(({ key }) => key));
  const rows: DumpRow[] = [];
  for (const snapshot of gathered.snapshots) {
    const read = readDumpRows(ask, answered.value, snapshot, (key) => wanted.has(key));
    if (!read.ok) return read;
    for (const row of read.value) rows.push(row);
  }
  const bound = ask.ref.settings.bounds.dumpRows;
  const meta = describeAnswer(ask, answered.value, [...notices, ...noteRest(answered.value, rows.length, bound)]);
  return succeed([frameDump(rows.slice(0, bound), meta)]);
};

/** The number of goroutines in the answer's groups that have no line. */
function noteRest({ grouped, gathered }: GroupedAnswer, rows: number, bound: number): readonly Notice[] {
  const asked = grouped.groups.reduce((sum, { count }) => sum + count, 0);
  const shown = Math.min(rows, bound);
  if (shown >= asked) return [];
  const cut = gathered.snapshots.some(({ text }) => text?.cut === true);
  const why =
    rows > bound
      ? `an answer has at most ${formatCount(bound)} lines (${nameBound('dumpRows')})`
      : cut
        ? `only the first ${formatSize(limits.dumpText.value)} of each dump are kept`
        : 'the others could not be separated';
  const text = `${formatCount(shown)} of ${formatAmount(asked, 'goroutine')} are shown: ${why}. Use a filter to see others.`;
  return [{ severity: 'warning', text }];
}
