// `parked report`: reads the sources, groups what is in them, writes the answer, and says by its status how it went.
import { foldRest } from '../core/analysis/fold.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import { listNamedLabels } from '../core/query/named-labels.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import { makeOtherGroup } from '../frames/other-group.ts';
import { compileReport } from './compile-report.ts';
import { exitStatus, usageFailure } from './exit-status.ts';
import { makeGroupCounter } from './group-series.ts';
import { makeWhole } from './make-whole.ts';
import { checkSources } from './options/fetching.ts';
import { checkOutputOptions, styleTerminal } from './options/output.ts';
import { readSelection } from './options/read-selection.ts';
import { readFileProfiles } from './read-file.ts';
import { openUrl, withTargets } from './read-url.ts';
import type { ReportOptions } from './report-command.ts';
import type { Report, ReportRow, Series, SourceProfile } from './report-model.ts';
import { ReportJudge } from './report-judge.ts';
import { sampleUrl } from './sample-url.ts';
import type { SeriesReader } from './series.ts';
import { orderSeries } from './series.ts';
import { isUrl } from './source-url.ts';
import { isAlarming } from './suspects.ts';
import type { Terminal } from './terminal.ts';
import { spellAmount } from './words.ts';
import { writeJson } from './write-json.ts';
import { writeMarkdown } from './write-markdown.ts';
import { writeTable } from './write-table.ts';

/** Gives the exit status; throws a CommandFailure for what ends the command early. */
export async function runReport(
  sources: readonly string[],
  options: ReportOptions,
  terminal: Terminal,
): Promise<number> {
  checkOptions(sources, options);
  const query = readSelection(options);
  const labelKeys = listNamedLabels(query);
  const interpreting = { ownCode: options.ownCode ?? [], labelKeys };
  const judge = new ReportJudge();
  const reader: SeriesReader = {
    interpret: (profile) => interpretProfile(profile, interpreting),
    count: makeGroupCounter(query),
    judge: (target, interpreted, timeMs, figures) => judge.push(target, interpreted, timeMs, figures),
  };
  const series = await readSeries(sources, options, labelKeys, reader, terminal);
  const report = compileReport(series, query, judge.judge());
  const shown = limitRows(report, query, options);
  if (options.creators && report.creators.length === 0) {
    throw usageFailure('--creators needs a dump: only debug=2 knows who started a goroutine. With a URL: --dump.');
  }
  await terminal.out(write(noteHidden(report, shown), shown, options, styleTerminal(terminal, options)));
  const { failOn } = options;
  const found = failOn !== undefined && report.suspects.some((suspect) => isAlarming(suspect, failOn));
  return found ? exitStatus.found : exitStatus.fine;
}

/** Options that make sense alone, yet not together. */
function checkOptions(sources: readonly string[], options: ReportOptions): void {
  checkOutputOptions(options);
  if (options.for !== undefined && options.every === undefined) {
    throw usageFailure('--for needs --every: how far apart?');
  }
  if (options.every !== undefined && !sources.every(isUrl)) {
    throw usageFailure('--every samples URLs; files hold what they hold. Leave it out, or name URLs only.');
  }
  checkSources(sources, options);
}

/** Every URL is a target of its own; files and standard input are one. */
async function readSeries(
  sources: readonly string[],
  options: ReportOptions,
  labelKeys: readonly string[],
  reader: SeriesReader,
  terminal: Terminal,
): Promise<readonly Series[]> {
  const urls = sources.filter(isUrl);
  const [fromUrls, fromFiles] = await Promise.all([
    urls.length === 0
      ? []
      : withTargets((targets) =>
          Promise.all(
            urls.map(async (url) =>
              sampleUrl(await openUrl(targets, url, options, labelKeys), options, reader, terminal),
            ),
          ),
        ),
    readFiles(
      sources.filter((source) => !isUrl(source)),
      labelKeys,
      terminal,
    ),
  ]);
  const files = orderSeries(makeWhole(fromFiles), reader, options.interval);
  return files === undefined ? fromUrls : [...fromUrls, files];
}

/** One after another: each may be as large as the disk. */
async function readFiles(
  sources: readonly string[],
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<readonly SourceProfile[]> {
  const profiles: SourceProfile[] = [];
  for (const source of sources) profiles.push(...(await readFileProfiles(source, labelKeys, terminal)));
  return profiles;
}

/** The largest groups up to the limit, the rest in a row of its own; all of them in JSON unless a limit was asked for. */
function limitRows(report: Report, query: CompleteQuery, options: ReportOptions): readonly ReportRow[] {
  const limit = options.json && options.limit === undefined ? report.rows.length : query.limit;
  const { other } = foldRest(report.grouped.groups, limit);
  const rest = makeOtherGroup(other, report.grouped.folded);
  const top = report.rows.slice(0, limit);
  if (rest === undefined) return top;
  return [...top, { group: rest, change: null, growthPerMinute: null, sinceMs: null, course: [], grade: undefined }];
}

/** Suspects that a limit leaves out are worth a word: the largest groups are seldom the worst. */
function noteHidden(report: Report, shown: readonly ReportRow[]): Report {
  const named = new Set(shown.map((row) => row.group.key));
  const hidden = report.rows.filter((row) => row.grade !== undefined && !named.has(row.group.key)).length;
  if (hidden === 0) return report;
  const note = `${spellAmount(hidden, 'suspect is', 'suspects are')} among the groups left out; --min-grade watch shows suspects alone.`;
  return { ...report, notes: [note, ...report.notes] };
}

function write(report: Report, rows: readonly ReportRow[], options: ReportOptions, terminal: Terminal): string {
  if (options.json) return writeJson(report, rows);
  const asked = options.creators ? report : { ...report, creators: [] };
  if (options.markdown) return writeMarkdown(asked, rows);
  return writeTable(asked, rows, terminal);
}
