// The options of `parked watch`.
import type { Command } from 'commander';
import { addFetchOptions, credentialNotes } from './options/fetching.ts';
import { addOutputOptions } from './options/output.ts';
import { parseCount, parseTime } from './options/parse.ts';
import { addSelectionOptions } from './options/selection.ts';
import type { WatchOptions } from './options/watch.ts';
import type { Terminal } from './terminal.ts';

const notes = `
One profile is taken at rest, then the command runs in a shell, while its URL is sampled.
After it, what is still left once the process had time to settle is compared with the
profile at rest, and told in one sentence. Warm the process up before: pools and caches
that the first requests fill are left behind as well.
${credentialNotes}

Examples:
  parked watch localhost:6060 --while './load.sh 10m'
  parked watch localhost:6060 --while 'hey -z 5m http://localhost:8080/' --settle 2m --github

Exit status: 0 nothing is left behind, 1 the target could not be read or the command
failed, 2 wrong usage, 3 goroutines are left behind.`;

export function addWatchCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('watch')
    .summary('sample a process while a load runs, and judge what is left after it')
    .description('Samples a process while a command puts load on it, and judges what is left after it.')
    .argument('<url>', 'URL of the process')
    .requiredOption('--while <command>', 'the load; the shell runs it')
    .option('--every <duration>', 'between two samples (default 5s)', parseTime)
    .option('--settle <duration>', 'longest time for the process to come to rest (default 1m)', parseTime)
    .option('--fail-on-growth <n>', 'a stack with so many goroutines more is left behind (default 10)', parseCount);
  addOutputOptions(command);
  addSelectionOptions(command);
  addFetchOptions(command)
    .addHelpText('after', notes)
    .action(async (url: string, options: WatchOptions) => {
      const { runWatch } = await import('./watch.ts');
      end(await runWatch(url, options, terminal));
    });
}
