// The options of `parked doctor`.
import type { Command } from 'commander';
import type { DoctorOptions } from './options/doctor.ts';
import { addConnectionOptions, credentialNotes } from './options/fetching.ts';
import type { Terminal } from './terminal.ts';

const notes = `
SOURCE is a URL (http://app:6060) or a file. Without any, the machine alone is looked at.
No dump and no leak profile is taken: no program stops or collects garbage for it.
${credentialNotes}

Examples:
  parked doctor http://localhost:6060
  parked doctor dump.txt --json

Exit status: 0 fine, or something that is not needed is missing; 1 a source cannot be
read, 2 wrong usage.`;

export function addDoctorCommand(program: Command, terminal: Terminal, end: (status: number) => void): void {
  const command = program
    .command('doctor')
    .summary('check Go, targets and files, and say how to repair what is missing')
    .description('Checks Go, targets and files. Says what is missing, and gives a line that repairs it.')
    .argument('[source...]', 'URL or file')
    .option('--json', 'print one JSON document');
  addConnectionOptions(command)
    .addHelpText('after', notes)
    .action(async (sources: readonly string[], options: DoctorOptions) => {
      const { runDoctor } = await import('./doctor.ts');
      end(await runDoctor(sources, options, terminal));
    });
}
