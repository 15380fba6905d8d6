// `parked report`: its options, and what they mean as a query.
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { grades } from '../core/analysis/model.ts';
import type { Grade } from '../core/analysis/model.ts';
import { parseDuration } from '../core/query/duration.ts';
import type { Terminal } from './terminal.ts';

/** As commander hands them over. */
export interface ReportOptions {
  readonly json?: true;
  readonly markdown?: true;
  readonly limit?: number;
  readonly groupBy?: readonly string[];
  readonly function?: string;
  readonly package?: string;
  readonly creator?: string;
  readonly state?: readonly string[];
  readonly label?: readonly string[];
  readonly minCount?: number;
  readonly minWait?: number;
  readonly minGrade?: Grade;
  readonly ownCode?: readonly string[];
  readonly failOn?: Grade;
  readonly interval?: number;
  readonly every?: number;
  readonly for?: number;
  readonly profile?: 'goroutine' | 'goroutineleak';
  readonly dump?: true;
  readonly maxGoroutines?: number;
  readonly user?: string;
  readonly bearerFile?: string;
  readonly header?: readonly string[];
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly insecure?: true;
  readonly timeout?: number;
}

const notes = `
SOURCE is a URL (http://app:6060, or the URL of a profile), a file in any form that Go
writes (debug=0, 1 or 2, a crash, a log with a dump in it; gzip or not), or - for
standard input. Several files are a series of one target, ordered by the times they
carry, else as given; every URL is a target of its own.

A password is asked from PARKED_PASSWORD when --user names none, a bearer token
from PARKED_BEARER_TOKEN when there is no --bearer-file.

Exit status: 0 fine, 1 a source could not be read, 2 wrong usage, 3 --fail-on found something.`;

export function addReportCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  program
    .command('report')
    .description('count goroutines by stack and state, and say which are suspect')
    .argument('<source...>', 'URL, file, or -')
    .option('--json', 'print one JSON document')
    .option('--markdown', 'print text for a ticket')
    .option('--limit <n>', 'groups to show (default 20; with --json all)', parseCount)
    .option(
      '--group-by <what>',
      'stack, location, function, ownFunction, package, state, creator, label:<key>',
      collect,
    )
    .option('--function <regexp>', 'only stacks with a function that matches (RE2)')
    .option('--package <regexp>', 'only stacks with a package that matches')
    .option('--creator <regexp>', 'only goroutines whose creator matches (debug=2 alone knows it)')
    .option('--state <state>', 'only this state, as the runtime spells it: "chan send"', collectOne)
    .option('--label <key=value>', 'only goroutines with this pprof label', collectOne)
    .option('--min-count <n>', 'only groups of at least n', parseCount)
    .option('--min-wait <minutes>', 'only goroutines that wait at least so long (debug=2)', parseNumber)
    .addOption(new Option('--min-grade <grade>', 'only suspects of at least this grade').choices(grades))
    .option('--own-code <prefix>', 'module prefix of your own code', collect)
    .addOption(new Option('--fail-on <grade>', 'exit with 3 when there is such a suspect').choices(grades))
    .option('--interval <duration>', 'time between files that carry none', parseTime)
    .option('--every <duration>', 'fetch a URL again and again, this far apart', parseTime)
    .option('--for <duration>', 'how long to go on with --every (default: one more fetch)', parseTime)
    .addOption(new Option('--profile <kind>', 'which profile to fetch').choices(['goroutine', 'goroutineleak']))
    .option('--dump', 'fetch debug=2: knows creators and waits, and stops the program while it is written')
    .option('--max-goroutines <n>', 'refuse --dump above this (default 1000; 0 lifts the bound)', parseCount)
    .option('--user <name[:password]>', 'basic authentication')
    .option('--bearer-file <file>', 'file with a bearer token')
    .option('--header <"Name: value">', 'header to send along', collectOne)
    .option('--ca <file>', 'PEM of the certificate authority')
    .option('--cert <file>', 'PEM of a client certificate')
    .option('--key <file>', "PEM of the client certificate's key")
    .option('--server-name <name>', 'name to expect in the certificate')
    .option('--insecure', 'do not check the certificate')
    .option('--timeout <duration>', 'longest fetch', parseTime)
    .addHelpText('after', notes)
    .action(async (sources: readonly string[], options: ReportOptions) => {
      const { runReport } = await import('./report.ts');
      end(await runReport(sources, options, terminal));
    });
}

function parseNumber(text: string): number {
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('It must be a number, such as 20.');
  return Number(text);
}

function parseCount(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, such as 20.');
  return Number(text);
}

/** Milliseconds. */
function parseTime(text: string): number {
  const durationMs = parseDuration(text);
  if (!durationMs) throw new InvalidArgumentError('It must be a duration, such as 5s or 1m30s.');
  return durationMs;
}

function collectOne(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** Takes the option several times, or once with commas. */
function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, ...text.split(',').map((word) => word.trim())];
}
