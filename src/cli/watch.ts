// `parked watch`: a profile at rest, samples while a command runs, and a verdict on what is left after it.
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { formatAmount, formatCount } from '../core/format.ts';
import { listNamedLabels } from '../core/query/named-labels.ts';
import { neutralise } from '../report/plain-text.ts';
import type { SourceProfile } from '../report/model.ts';
import type { DiffReport } from './diff-model.ts';
import { compareSources, writeDiff } from './diff.ts';
import { CommandFailure, exitStatus, usageFailure } from './exit-status.ts';
import { checkSources } from './options/fetching.ts';
import { checkOutputOptions, styleTerminal } from './options/output.ts';
import { readSelection } from './options/read-selection.ts';
import type { WatchOptions } from './options/watch.ts';
import { openUrl, withTargets, type OpenUrl } from './read-url.ts';
import { completeSources, isUrl } from './source-url.ts';
import type { Terminal } from './terminal.ts';
import { writeDiffMarkdown } from './write-diff-markdown.ts';
import { appendSummary } from './write-summary.ts';
import { minuteMs } from '../core/agreed-times.ts';

const defaultEveryMs = 5_000;
const defaultSettleMs = minuteMs;
/** Most processes start and end fewer goroutines than this, such as those of connections and timers. */
const defaultGrowth = 10;

/** Returns the exit status. Throws a CommandFailure for anything that ends the command early. */
export async function runWatch(word: string, options: WatchOptions, terminal: Terminal): Promise<number> {
  const [source = word] = completeSources([word]);
  checkOutputOptions(options);
  if (!isUrl(source)) throw usageFailure('watch samples a URL. Files are compared by parked diff.');
  checkSources([source], options);
  const query = readSelection(options);
  const labelKeys = listNamedLabels(query);
  return withTargets(async (targets) => {
    const url = await openUrl(targets, source, options, labelKeys);
    const atRest = await url.fetch();
    const growth = options.failOnGrowth ?? defaultGrowth;
    const asked = { ...options, failOnGrowth: growth };
    const compare = (now: SourceProfile) => compareSources([atRest], [now], query, asked, labelKeys);
    const load = await sampleWhile(url, options, terminal);
    const report = await settle(url, options, compare, growth, terminal);
    const left = listLeft(report, growth);
    const verdict = tell(report, left, load);
    const told = { ...report, notes: [...report.notes, verdict] };
    await terminal.out(writeDiff(told, asked, styleTerminal(terminal, options)));
    await appendSummary(options, () => writeDiffMarkdown(told));
    if (left.length > 0) return exitStatus.found;
    return load.status === 0 ? exitStatus.fine : exitStatus.unreadable;
  });
}

interface Load {
  readonly status: number;
  readonly samples: number;
  /** The most goroutines of any sample. */
  readonly most: number;
}

/** The command's output goes to standard error, since standard output is for the verdict. */
async function sampleWhile(url: OpenUrl, options: WatchOptions, terminal: Terminal): Promise<Load> {
  const child = spawn(options.while, { shell: true, stdio: ['inherit', process.stderr, process.stderr] });
  const ended = new AbortController();
  const status = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(new CommandFailure(exitStatus.unreadable, `--while: ${error.message}`)));
    // Ctrl-C ends the load. The goroutines that it left are judged all the same.
    child.once('exit', (code) => resolve(code ?? exitStatus.unreadable));
  });
  const onInterrupt = () => undefined;
  process.on('SIGINT', onInterrupt);
  void status.catch(() => undefined).then(() => ended.abort());
  let samples = 0;
  let most = 0;
  let failure = '';
  const isRunning = (): boolean => !ended.signal.aborted;
  while (isRunning()) {
    await wait(options.every ?? defaultEveryMs, undefined, { signal: ended.signal }).catch(() => undefined);
    if (!isRunning()) break;
    try {
      const { profile } = await url.fetch();
      samples++;
      most = Math.max(most, profile.goroutines);
      terminal.progress(`${url.host}: ${formatAmount(profile.goroutines, 'goroutine')} under load`);
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (error.message !== failure) terminal.error(`parked: ${neutralise(error.message)} The series goes on.`);
      failure = error.message;
    }
  }
  terminal.progress('');
  process.off('SIGINT', onInterrupt);
  return { status: await status, samples, most };
}

/** Compares after every sample until nothing is left, or the time is over. */
async function settle(
  url: OpenUrl,
  options: WatchOptions,
  compare: (now: SourceProfile) => DiffReport,
  growth: number,
  terminal: Terminal,
): Promise<DiffReport> {
  const untilMs = performance.now() + (options.settle ?? defaultSettleMs);
  for (;;) {
    const report = compare(await url.fetch());
    const leftMs = untilMs - performance.now();
    if (listLeft(report, growth).length === 0 || leftMs <= 0) {
      terminal.progress('');
      return report;
    }
    terminal.progress(`${url.host}: ${formatAmount(Math.ceil(leftMs / 1_000), 'second')} to settle`);
    await wait(Math.min(options.every ?? defaultEveryMs, leftMs));
  }
}

function listLeft({ diff }: DiffReport, growth: number) {
  return diff.changes.filter(({ change }) => change > 0 && change >= growth);
}

function tell({ base, now }: DiffReport, left: ReturnType<typeof listLeft>, { status, samples, most }: Load): string {
  const goroutines = left.reduce((sum, { change }) => sum + change, 0);
  const what =
    left.length === 0
      ? 'Nothing is left behind'
      : `${formatAmount(goroutines, 'goroutine is', 'goroutines are')} left behind in ${formatAmount(left.length, 'stack')}`;
  const load = samples === 0 ? '' : `, ${formatCount(most)} at most under load`;
  const counts = `${formatCount(base.profile.goroutines)} goroutines before, ${formatCount(now.profile.goroutines)} after${load}`;
  return `${what}: ${counts}.${status === 0 ? '' : ` The command ended with status ${status}.`}`;
}
