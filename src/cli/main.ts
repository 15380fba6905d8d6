// The commands of the command line. The file of each command is loaded when the command runs.
import { Command, CommanderError } from 'commander';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { neutralise } from '../report/plain-text.ts';
import { addCollectCommand } from './collect-command.ts';
import { addCompletionCommand } from './completion.ts';
import { addDiffCommand } from './diff-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addListCommand } from './list-command.ts';
import { addManCommand } from './man.ts';
import { addMcpCommand } from './mcp-command.ts';
import { addReportCommand } from './report-command.ts';
import { addServeCommand } from './serve-command.ts';
import { addTestCommand } from './test-command.ts';
import { openTerminal } from './terminal.ts';
import { addWatchCommand } from './watch-command.ts';
import type { Terminal } from './terminal.ts';

interface CommandLineOptions {
  /** Shown by `--version`. */
  readonly version?: string;
  /** Replaceable in tests. */
  readonly terminal?: Terminal;
}

/** Runs one command and returns the exit status. `argv` holds the words after the program's name. Never throws. */
export async function runCommandLine(argv: readonly string[], options: CommandLineOptions = {}): Promise<number> {
  const terminal = options.terminal ?? openTerminal(options.version);
  let status: number = exitStatus.fine;
  let written: Promise<void> = Promise.resolve();
  const program = createProgram(terminal, options.version, (text) => {
    written = written.then(() => terminal.out(text));
  });
  const end = (ended: number) => {
    status = ended;
  };
  addReportCommand(program, terminal, end);
  addDiffCommand(program, terminal, end);
  addCollectCommand(program, terminal, end);
  addListCommand(program, terminal, end);
  addServeCommand(program, terminal, options.version, end);
  addTestCommand(program, terminal, end);
  addWatchCommand(program, terminal, end);
  addDoctorCommand(program, terminal, end);
  addMcpCommand(program, terminal, end);
  addCompletionCommand(program, terminal);
  addManCommand(program, terminal);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      await written;
      return error.exitCode === 0 ? exitStatus.fine : exitStatus.usage;
    }
    if (error instanceof CommandFailure) {
      terminal.error(`parked: ${neutralise(error.message)}`);
      return error.status;
    }
    terminal.error(
      `parked: an error in parked itself: ${neutralise(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
    );
    return exitStatus.unreadable;
  }
}

function createProgram(terminal: Terminal, version: string | undefined, writeOut: (text: string) => void): Command {
  const program = new Command('parked')
    .description('Finds goroutine leaks in the profiles that Go programs serve.')
    .exitOverride()
    .configureOutput({
      writeOut,
      writeErr: (text) => terminal.error(neutraliseLines(text.trimEnd())),
    })
    .showHelpAfterError('(parked --help lists the commands, parked COMMAND --help its options)');
  if (version !== undefined) program.version(version, '-v, --version');
  return program;
}

function neutraliseLines(text: string): string {
  return text.split('\n').map(neutralise).join('\n');
}
