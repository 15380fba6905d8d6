// The options of `parked diff`.
import type { Command } from 'commander';
import { addFetchOptions, credentialNotes } from './options/fetching.ts';
import { addOutputOptions } from './options/output.ts';
import { parseCount } from './options/parse.ts';
import { addSelectionOptions } from './options/selection.ts';
import type { DiffOptions } from './options/diff.ts';
import type { Terminal } from './terminal.ts';

const notes = `
BASE and NOW are sources as for report: a URL, a file in any form, or - (for one of the
two). Forms may differ: a stack has the same fingerprint in all of them, and in every
build. Of a source with several profiles the last is compared.
${credentialNotes}

Examples:
  parked diff before.txt after.txt
  parked diff before.pb.gz http://localhost:6060
  parked diff start.pb.gz end.pb.gz --fail-on-growth 10

Exit status: 0 fine, 1 a source could not be read, 2 wrong usage, 3 --fail-on-growth found something.`;

export function addDiffCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('diff')
    .summary('say what appeared, grew, shrank and went away between two profiles')
    .description('Says which groups of goroutines appeared, grew, shrank and went away between two profiles.')
    .argument('<base>', 'URL, file, or -')
    .argument('<now>', 'URL, file, or -');
  addOutputOptions(command)
    .option('--all', 'show groups that stayed the same as well')
    .option('--fail-on-growth <n>', 'exit with 3 when a group has n goroutines more, or above', parseCount);
  addSelectionOptions(command);
  addFetchOptions(command)
    .addHelpText('after', notes)
    .action(async (base: string, now: string, options: DiffOptions) => {
      const { runDiff } = await import('./diff.ts');
      end(await runDiff(base, now, options, terminal));
    });
}
