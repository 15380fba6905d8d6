// The options of `parked test`.
import type { Command } from 'commander';
import { addOutputOptions } from './options/output.ts';
import { collect } from './options/parse.ts';
import type { TestOptions } from './options/test.ts';
import type { Terminal } from './terminal.ts';

const notes = `
PACKAGE is what go test takes: ./..., a folder, an import path. What follows -- are flags
of go test. The tests run as they are: parked hooks the end of each package by -overlay
and changes no file. With Go 1.27, or 1.26 (its experiment is switched on), a leak is what
the runtime's leak profile lists. Before that it is what still runs a second after the
tests and did not run before them.

Left out are stacks that "ignore" in parked.yaml names, with the keys of a data source
(packs, rules, goleak), and those that goleak's options in a package's own tests name.
No pack is used unless the file names it.

Examples:
  parked test ./...
  parked test ./... -- -race -run TestServer
  parked test ./... --baseline leaks.json --update    # what is there now is known
  parked test ./... --baseline leaks.json --github    # new leaks as annotations

Exit status: 0 fine, 1 a test failed or a profile could not be read, 2 wrong usage,
3 tests left new goroutines behind.`;

export function addTestCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('test')
    .summary('run go test, and fail when tests leave goroutines behind')
    .description('Runs go test, and says which goroutines the tests of each package left behind.')
    .usage('[options] [package...] [-- go test flags]')
    .argument('[package...]', 'as for go test (default: the package in this folder)')
    .optionsGroup('Leaks:')
    .option('--baseline <file>', 'leaks that are known: only others count')
    .option('--update', 'write what is there now to the baseline')
    .option('--config <file>', 'file with the key "ignore" (default parked.yaml, where it is there)')
    .option('--own-code <prefix>', 'module prefix of your own code (default: the modules of this folder)', collect);
  addOutputOptions(command)
    .addHelpText('after', notes)
    .action(async (words: readonly string[], options: TestOptions) => {
      const { runTest } = await import('./test/test.ts');
      end(await runTest(words, options, terminal));
    });
}
