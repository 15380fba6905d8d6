// `parked diff`: reads two sources, compares their profiles, and reports success by its exit status.
import { diffProfiles } from '../core/analysis/diff/diff-profiles.ts';
import type { ProfilesDiff } from '../core/analysis/diff/diff-profiles.ts';
import { defaultBounds } from '../core/limits.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import { listNamedLabels } from '../core/query/named-labels.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import type { DiffOptions } from './options/diff.ts';
import type { DiffReport } from './diff-model.ts';
import { describeDiffNotes } from './diff-notes.ts';
import { exitStatus, usageFailure } from './exit-status.ts';
import { makeWhole } from '../report/make-whole.ts';
import { checkSources } from './options/fetching.ts';
import { checkOutputOptions, styleTerminal } from './options/output.ts';
import { nameOption, readSelection } from './options/read-selection.ts';
import { readFileProfiles } from './read-file.ts';
import { openUrl, withTargets } from './read-url.ts';
import type { SourceProfile } from '../report/model.ts';
import { completeSources, isUrl } from './source-url.ts';
import type { Terminal } from './terminal.ts';
import { listGrowth } from '../report/ci/findings.ts';
import { writeForCi } from './write-findings.ts';
import { writeDiffJson } from './write-diff-json.ts';
import { writeDiffMarkdown } from './write-diff-markdown.ts';
import { writeDiffTable } from './write-diff-table.ts';
import { appendSummary } from './write-summary.ts';

type DiffCall = readonly [base: string, now: string, options: DiffOptions, terminal: Terminal];

/** Returns the exit status. Throws a CommandFailure for anything that ends the command early. */
export async function runDiff(...[first, second, options, terminal]: DiffCall): Promise<number> {
  const [base = first, now = second] = completeSources([first, second]);
  checkOutputOptions(options);
  checkSources([base, now], options);
  if (isUrl(base) && base === now) {
    throw usageFailure('BASE and NOW are the same URL. To see how it changes: parked report URL --every 30s --for 5m.');
  }
  const query = readSelection(options);
  const labelKeys = listNamedLabels(query);
  // Both sources may be as large as the disk, and one may be standard input, so they are read one after the other.
  const earlier = await readSource(base, options, labelKeys, terminal);
  const later = await readSource(now, options, labelKeys, terminal);
  const report = compareSources(earlier, later, query, options, labelKeys);
  await terminal.out(writeDiff(report, options, styleTerminal(terminal, options)));
  await appendSummary(options, () => writeDiffMarkdown(report));
  const { failOnGrowth } = options;
  const found =
    failOnGrowth !== undefined && report.diff.changes.some(({ change }) => change > 0 && change >= failOnGrowth);
  return found ? exitStatus.found : exitStatus.fine;
}

/** Compares the last profiles of two sources. Throws a CommandFailure for a selection that they cannot answer. */
export function compareSources(
  earlier: readonly SourceProfile[],
  later: readonly SourceProfile[],
  query: CompleteQuery,
  options: DiffOptions,
  labelKeys: readonly string[],
): DiffReport {
  const whole = makeWhole([...earlier, ...later]);
  const base = whole[earlier.length - 1];
  const now = whole.at(-1);
  if (base === undefined || now === undefined) throw new Error('a source without a profile was not refused');
  const [before, after] = [base, now].map(({ profile }) => [
    { labels: {}, profile: interpretProfile(profile, { ownCode: options.ownCode ?? [], labelKeys }) },
  ]);
  const { groupBy, filter } = query;
  const question = { groupBy, per: [], filter, groupsLimit: defaultBounds.groupsPerProfile };
  const diff = diffProfiles(before ?? [], after ?? [], question);
  if (!diff.ok) throw nameOption(diff.problem);
  const notes = describeDiffNotes([earlier, later], [base, now], diff.value, options.all ?? false);
  return { base, now, diff: diff.value, ...limitRows(diff.value, query, options), notes };
}

function limitRows(diff: ProfilesDiff, query: CompleteQuery, options: DiffOptions): Pick<DiffReport, 'rows' | 'rest'> {
  const all = options.all ? [...diff.changes, ...diff.same] : diff.changes;
  const limit = options.json && options.limit === undefined ? all.length : query.limit;
  const left = all.slice(limit);
  const sum = (side: 'before' | 'after') => left.reduce((total, change) => total + change[side], 0);
  return { rows: all.slice(0, limit), rest: { groups: left.length, before: sum('before'), after: sum('after') } };
}

async function readSource(
  source: string,
  options: DiffOptions,
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<readonly SourceProfile[]> {
  if (!isUrl(source)) return readFileProfiles(source, labelKeys, terminal);
  return withTargets(async (targets) => [await (await openUrl(targets, source, options, labelKeys)).fetch()]);
}

/** In the requested form. */
export function writeDiff(report: DiffReport, options: DiffOptions, terminal: Terminal): string {
  const findings = writeForCi(options, terminal.version, () => listGrowth(report.diff.changes, options.failOnGrowth));
  if (findings !== undefined) return findings;
  if (options.json) return writeDiffJson(report);
  if (options.markdown) return writeDiffMarkdown(report);
  return writeDiffTable(report, terminal);
}
