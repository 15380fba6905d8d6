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
    .summary('say what of Go, targets and files is missing, and what mends it')
    .description('Says what of Go, targets and files is missing, and the line that mends it.')
    .argument('[source...]', 'URL or file')
    .option('--json', 'print one JSON document');
  addConnectionOptions(command)
    .addHelpText('after', notes)
    .action(async (sources: readonly string[], options: DoctorOptions) => {
      const { runDoctor } = await import('./doctor.ts');
      end(await runDoctor(sources, options, terminal));
    });
}
