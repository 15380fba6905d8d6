// The options of `parked serve`.
import type { Command } from 'commander';
import { addConnectionOptions, credentialNotes } from './options/fetching.ts';
import { collect, parseCount, parseTime } from './options/parse.ts';
import type { ServeOptions } from './options/serve.ts';
import type { Terminal } from './terminal.ts';

const notes = `
SOURCE is a URL (http://app:6060), a file in any form that Go writes (gzip or not), a
folder of such files, or - for standard input. URLs are sampled while the workbench runs; files are shown as they
are. Without any, drop or paste a dump onto the page. Beyond loopback, --receive takes
pushes with the secret in PARKED_RECEIVE_SECRET alone.

The workbench listens on loopback. Beyond it (--listen 0.0.0.0:7272) it asks for the
token that is part of the address it prints; what it says is not encrypted.
${credentialNotes}

Examples:
  parked serve http://localhost:6060
  parked serve http://shop-1:6060 http://shop-2:6060 --history ~/.parked
  parked serve before.txt after.txt
  parked serve --receive 127.0.0.1:4040`;

export function addServeCommand(
  program: Command,
  terminal: Terminal,
  version: string | undefined,
  end: (status: number) => void,
): void {
  const command = program
    .command('serve')
    .summary('open the workbench: live charts, suspects and stacks in the browser')
    .description('Opens the workbench in the browser, on running processes, files or dumps that are dropped there.')
    .argument('[source...]', 'URL, file, folder, or -')
    .option('--listen <host:port>', 'where to listen (default 127.0.0.1:7272, or a free port when that is taken)')
    .option('--receive <host:port>', 'take profiles that Alloy or an SDK of Pyroscope pushes')
    .option('--no-open', 'print the address only')
    .option('--with-parent', 'end when the program that started it ends, however it ends; for scripts')
    .optionsGroup('URLs:')
    .option('--every <duration>', 'between two samples (default 5s)', parseTime)
    .option('--history <folder>', 'keep samples there (default: in memory)')
    .option('--leak-profile', "take the runtime's leak profile every hour: it makes the target collect garbage")
    .option('--max-goroutines <n>', 'refuse dumps above this (default 1000; 0 lifts the bound)', parseCount)
    .option('--own-code <prefix>', 'module prefix of your own code', collect)
    .option('--label-keys <key>', 'pprof labels to keep', collect)
    .option('--memory-limit <size>', 'of the target, such as 512MiB: says how much time is left');
  addConnectionOptions(command)
    .addHelpText('after', notes)
    .action(async (sources: readonly string[], options: ServeOptions) => {
      const { runServe } = await import('./serve.ts');
      end(await runServe(sources, options, { terminal, version }));
    });
}
