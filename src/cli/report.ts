// `parked report`: reads the sources, groups their goroutines, writes the report, and returns an exit status.
import type { Labels } from '../core/labels.ts';
import { foldRest } from '../core/analysis/fold.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import { listNamedLabels } from '../core/query/named-labels.ts';
import { InterpretationCache } from '../core/stack/interpretation-cache.ts';
import { interpretProfile } from '../core/stack/interpret.ts';
import { makeOtherGroup } from '../frames/other-group.ts';
import { compileReport } from '../report/compile.ts';
import { CommandFailure, exitStatus, usageFailure } from './exit-status.ts';
import { orderFiles } from '../report/file-series.ts';
import { makeGroupCounter } from '../report/group-series.ts';
import { neutralise } from '../report/plain-text.ts';
import { checkSources } from './options/fetching.ts';
import { checkOutputOptions, styleTerminal } from './options/output.ts';
import { nameOption, readSelection } from './options/read-selection.ts';
import { readFileProfiles } from './read-file.ts';
import { isFolder, readFolder } from './read-folder.ts';
import { openUrl, withTargets } from './read-url.ts';
import type { ReportOptions } from './options/report.ts';
import type { Report, ReportRow, Series, SourceProfile } from '../report/model.ts';
import { ReportJudge } from '../report/judge.ts';
import { sampleUrl } from './sample-url.ts';
import type { SeriesReader } from '../report/series.ts';
import { splitParts } from '../report/series.ts';
import { completeSources, isUrl } from './source-url.ts';
import { addLockLines } from './add-lock-lines.ts';
import { isAlarming } from '../report/suspects.ts';
import type { Terminal } from './terminal.ts';
import { formatAmount } from '../core/format.ts';
import { listSuspects } from '../report/ci/findings.ts';
import { writeForCi } from './write-findings.ts';
import { writeJson } from '../report/json.ts';
import { writeMarkdown } from '../report/markdown.ts';
import { appendSummary } from './write-summary.ts';
import { writeTable } from './write-table.ts';

/** Returns the exit status. Throws a CommandFailure for anything that ends the command early. */
export async function runReport(words: readonly string[], options: ReportOptions, terminal: Terminal): Promise<number> {
  const sources = completeSources(words);
  checkOptions(sources, options);
  const selection = readSelection(options);
  const labelKeys = listNamedLabels(selection);
  const local = await readLocal(
    sources.filter((source) => !isUrl(source)),
    labelKeys,
    terminal,
  );
  const query = { ...selection, per: choosePer(options.per, sources.filter(isUrl).length + local.targets.length) };
  const interpreting = { ownCode: options.ownCode ?? [], labelKeys };
  const judge = new ReportJudge(query.per);
  const cache = new InterpretationCache();
  const reader: SeriesReader = {
    interpret: (profile) => interpretProfile(profile, interpreting, cache),
    count: makeGroupCounter(query),
    judge: (target, interpreted, timeMs, figures) => judge.push(target, interpreted, timeMs, figures),
  };
  const { series, notes, failed } = await readSeries(
    sources.filter(isUrl),
    local.targets,
    options,
    labelKeys,
    reader,
    terminal,
  );
  const compiled = compileReport(series, query, judge.judge());
  if (!compiled.ok) throw nameOption(compiled.problem);
  const suspects = await addLockLines(compiled.value.suspects, options.source);
  const report = { ...compiled.value, suspects, notes: [...local.notes, ...notes, ...compiled.value.notes] };
  const shown = limitRows(report, query, options);
  if (options.creators && report.creators.length === 0) {
    throw usageFailure('--creators needs a dump: only debug=2 knows who started a goroutine. With a URL: --dump.');
  }
  const told = noteHidden(report, shown);
  await terminal.out(write(told, shown, options, styleTerminal(terminal, options)));
  await appendSummary(options, () => writeMarkdown(told, shown));
  const { failOn } = options;
  if (failOn !== undefined && report.suspects.some((suspect) => isAlarming(suspect, failOn))) return exitStatus.found;
  return failed ? exitStatus.unreadable : exitStatus.fine;
}

/** Labels that keep targets apart. By default each target is separate, and a single one needs no name. */
function choosePer(asked: ReportOptions['per'], targets: number): readonly string[] {
  if (targets < 2 || asked === 'none') return [];
  return [asked ?? 'instance'];
}

/** Rejects options that are valid alone but not together. */
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

interface ReadTargets {
  readonly series: readonly Series[];
  readonly notes: readonly string[];
  /** Whether a target could not be read, which was printed on standard error. */
  readonly failed: boolean;
}

/** Every URL is a separate target. Throws when no target can be read. */
async function readSeries(
  urls: readonly string[],
  files: readonly LocalTarget[],
  options: ReportOptions,
  labelKeys: readonly string[],
  reader: SeriesReader,
  terminal: Terminal,
): Promise<ReadTargets> {
  const fromUrls = await sampleUrls(urls, options, labelKeys, reader, terminal);
  const fromFiles = files.map(({ profiles, labels }) => orderFiles(profiles, reader, options.interval, labels));
  const failures = fromUrls.flatMap((one) => ('failure' in one ? [one.failure] : []));
  const series = [
    ...fromUrls.flatMap((one) => ('series' in one ? [one.series] : [])),
    ...fromFiles.flatMap((one) => one.series ?? []),
  ];
  const [first] = failures;
  if (series.length === 0 && first !== undefined && failures.length === 1) throw first;
  for (const message of new Set(failures.map((failure) => failure.message))) {
    terminal.error(`parked: ${neutralise(message)}`);
  }
  if (series.length === 0) throw new CommandFailure(exitStatus.unreadable, 'None of the targets could be read.');
  return { series, notes: fromFiles.flatMap(({ notes }) => notes), failed: failures.length > 0 };
}

type Sampled = { readonly series: Series } | { readonly failure: CommandFailure };

/** Samples all URLs concurrently. With `--every`, Ctrl-C ends the series early, and a second one ends the command. */
async function sampleUrls(
  urls: readonly string[],
  options: ReportOptions,
  labelKeys: readonly string[],
  reader: SeriesReader,
  terminal: Terminal,
): Promise<readonly Sampled[]> {
  if (urls.length === 0) return [];
  const ending = new AbortController();
  const interrupt = (): void => {
    terminal.error('parked: interrupted; here is the report of what was read. Ctrl-C again ends without it.');
    ending.abort();
  };
  if (options.every !== undefined) process.once('SIGINT', interrupt);
  try {
    return await withTargets((targets) =>
      Promise.all(
        urls.map(async (source): Promise<Sampled> => {
          try {
            const url = await openUrl(targets, source, options, labelKeys);
            return { series: await sampleUrl(url, { ...options, ending: ending.signal }, reader, terminal) };
          } catch (error) {
            if (error instanceof CommandFailure && error.status === exitStatus.unreadable) return { failure: error };
            throw error;
          }
        }),
      ),
    );
  } finally {
    process.off('SIGINT', interrupt);
  }
}

interface LocalTarget {
  readonly profiles: readonly SourceProfile[];
  /** Undefined if the source names the target. */
  readonly labels?: Labels;
}

/**
 * All files are one target; each folder may hold several. They are read one after the other, because each may be as
 * large as the disk.
 */
async function readLocal(
  sources: readonly string[],
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<{ readonly targets: readonly LocalTarget[]; readonly notes: readonly string[] }> {
  const profiles: SourceProfile[] = [];
  const targets: LocalTarget[] = [];
  const notes: string[] = [];
  for (const source of sources) {
    if (await isFolder(source)) {
      const folder = await readFolder(source, labelKeys, terminal);
      targets.push(...folder.targets);
      notes.push(...folder.notes);
    } else profiles.push(...(await readFileProfiles(source, labelKeys, terminal)));
  }
  return { targets: [...splitParts(profiles).map((part) => ({ profiles: part })), ...targets], notes };
}

/** The largest groups up to the limit, and one row for the rest. JSON has all groups unless a limit was given. */
function limitRows(report: Report, query: CompleteQuery, options: ReportOptions): readonly ReportRow[] {
  const limit = options.json && options.limit === undefined ? report.rows.length : query.limit;
  const { other } = foldRest(report.grouped.groups, limit);
  const rest = makeOtherGroup(other, report.grouped.folded);
  const top = report.rows.slice(0, limit);
  if (rest === undefined) return top;
  return [...top, { group: rest, change: null, growthPerMinute: null, sinceMs: null, course: [], grade: undefined }];
}

/** Notes suspects beyond the limit, because the largest groups are rarely the worst. */
function noteHidden(report: Report, shown: readonly ReportRow[]): Report {
  const named = new Set(shown.map((row) => row.group.key));
  const hidden = report.rows.filter((row) => row.grade !== undefined && !named.has(row.group.key)).length;
  if (hidden === 0) return report;
  const note = `${formatAmount(hidden, 'suspect is', 'suspects are')} among the groups left out; --min-grade watch shows suspects alone.`;
  return { ...report, notes: [note, ...report.notes] };
}

function write(report: Report, rows: readonly ReportRow[], options: ReportOptions, terminal: Terminal): string {
  const findings = writeForCi(options, terminal.version, () => listSuspects(report));
  if (findings !== undefined) return findings;
  if (options.json) return writeJson(report, rows);
  const asked = options.creators ? report : { ...report, creators: [] };
  if (options.markdown) return writeMarkdown(asked, rows);
  return writeTable(asked, rows, terminal);
}
