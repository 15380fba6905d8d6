// The options of `parked list`.
import type { Command } from 'commander';
import { Option } from 'commander';
import { addFetchOptions, credentialNotes } from './options/fetching.ts';
import { parseCount } from './options/parse.ts';
import { addSelectionOptions } from './options/selection.ts';
import type { ListOptions } from './options/list.ts';
import type { Terminal } from './terminal.ts';

const notes = `
FUNCTION is a name as report shows it (shop/cart.(*Store).Put), or else a regular
expression (RE2) on such names. SOURCE is a source as for report: a URL, a file in any
form, or -. Of a source with several profiles the last is taken.
A file of the profile is looked for below the folder by as much of its path as is there:
/build/shop/cart/store.go as DIR/build/shop/cart/store.go, DIR/shop/cart/store.go, …
What lies there now may be another version than what runs: lines are counted as the
profile tells them.
${credentialNotes}

Examples:
  parked list main.worker http://localhost:6060
  parked list 'cart.*Put' dump.txt --source ~/work/shop

Exit status: 0 fine, 1 a source could not be read, 2 wrong usage.`;

export function addListCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('list')
    .summary("show a function's source with the goroutines parked on each line")
    .description("Shows a function's source with the goroutines parked on each line.")
    .argument('<function>', 'name, or regular expression')
    .argument('<source>', 'URL, file, or -')
    .optionsGroup('Output:')
    .option('--source <dir>', "folder of the program's source", '.')
    .option('--json', 'print one JSON document')
    .option('--markdown', 'print text for a ticket')
    .option('--limit <n>', 'functions to show (default 20; with --json all)', parseCount)
    .addOption(new Option('--color <when>', 'colours (default auto)').choices(['auto', 'always', 'never']));
  addSelectionOptions(command);
  addFetchOptions(command)
    .addHelpText('after', notes)
    .action(async (name: string, source: string, options: ListOptions) => {
      const { runList } = await import('./list.ts');
      end(await runList(name, source, options, terminal));
    });
}
