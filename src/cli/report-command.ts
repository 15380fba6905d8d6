// The options of `parked report`.
import type { Command } from 'commander';
import { Option } from 'commander';
import { grades } from '../core/analysis/model.ts';
import { addFetchOptions, credentialNotes } from './options/fetching.ts';
import { addOutputOptions } from './options/output.ts';
import { parseTime } from './options/parse.ts';
import { addSelectionOptions } from './options/selection.ts';
import type { ReportOptions } from './options/report.ts';
import { perChoices } from './options/report.ts';
import type { Terminal } from './terminal.ts';

const notes = `
SOURCE is a URL (http://app:6060, app:6060, or the URL of a profile), a file in any form
that Go writes (debug=0, 1 or 2, a crash, a log with a dump in it; gzip or not), or - for
standard input. Several files are a series of one target, ordered by the times they
carry, else as given. Every URL is a target of its own. A folder is read with what lies
below it: dir/shop/shop-1/*.pb.gz are a series of the process shop-1 of the service shop.
${credentialNotes}

Examples:
  parked report http://localhost:6060
  parked report localhost:6060 --every 2s --for 1m          # what rises
  parked report localhost:6060 --every 30s --for 65m        # what leaks; Ctrl-C ends it early
  kubectl logs mypod | parked report - --markdown
  parked report after-soak.txt --fail-on likely

Exit status: 0 fine, 1 a source could not be read, 2 wrong usage, 3 --fail-on found something.`;

export function addReportCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('report')
    .summary('count goroutines by stack and state, and say which are suspect')
    .description('Counts goroutines by stack and state, and says which are suspect.')
    .argument('<source...>', 'URL, file, folder, or -');
  addOutputOptions(command)
    .option('--creators', 'show who started the goroutines, as a tree (debug=2 alone knows it)')
    .option('--source <dir>', "folder of the program's source, to show where locks are taken and left taken")
    .addOption(
      new Option('--fail-on <grade>', 'exit with 3 when there is such a suspect, or a surer one').choices(grades),
    )
    .addOption(new Option('--per <what>', 'what keeps several targets apart (default instance)').choices(perChoices));
  addSelectionOptions(command);
  command
    .optionsGroup('Series:')
    .option('--interval <duration>', 'time between files that carry none', parseTime)
    .option('--every <duration>', 'fetch a URL again and again, this far apart', parseTime)
    .option('--for <duration>', 'how long to go on with --every (default: one more fetch)', parseTime);
  addFetchOptions(command)
    .addHelpText('after', notes)
    .action(async (sources: readonly string[], options: ReportOptions) => {
      const { runReport } = await import('./report.ts');
      end(await runReport(sources, options, terminal));
    });
}
