// `parked man`: prints the manual page. It is made from the commands' declarations.
import type { Command, Option } from 'commander';
import { exitStatus } from './exit-status.ts';
import type { Terminal } from './terminal.ts';

const notes = `
Examples:
  parked man > /usr/local/share/man/man1/parked.1
  parked man | man -l -`;

export function addManCommand(program: Command, terminal: Terminal): void {
  program
    .command('man')
    .summary('print the manual page')
    .description('Prints the manual page, in the format of man.')
    .addHelpText('after', notes)
    .action(async () => {
      await terminal.out(writeManual(program, terminal.version));
    });
}

const statuses: readonly (readonly [status: number, meaning: string])[] = [
  [exitStatus.fine, 'Fine.'],
  [exitStatus.unreadable, 'A source could not be read; the others are in the answer.'],
  [exitStatus.usage, 'Wrong usage.'],
  [exitStatus.found, '--fail-on or --fail-on-growth found what it looks for.'],
];

const variables: readonly (readonly [name: string, meaning: string])[] = [
  ['PARKED_PASSWORD', 'The password, where --user names none.'],
  ['PARKED_BEARER_TOKEN', 'A bearer token, where there is no --bearer-file.'],
  ['NO_COLOR', 'No colours, unless --color asks for them.'],
];

function writeManual(program: Command, version: string): string {
  return [
    `.TH PARKED 1 "" "${quote(`Parked ${version}`)}" "User Commands"`,
    '.SH NAME',
    text('parked - finds goroutine leaks in the profiles that Go programs serve'),
    '.SH SYNOPSIS',
    '.B parked',
    text('COMMAND [OPTION...] [SOURCE...]'),
    '.SH DESCRIPTION',
    text(program.description()),
    text('A source is a URL (http://app:6060), a file in any form that Go writes, or - for standard input.'),
    '.SH COMMANDS',
    ...program.commands.flatMap(writeCommand),
    '.SH EXIT STATUS',
    ...statuses.flatMap(([status, meaning]) => writeEntry(String(status), meaning)),
    '.SH ENVIRONMENT',
    ...variables.flatMap(([name, meaning]) => writeEntry(name, meaning)),
    '',
  ].join('\n');
}

function writeCommand(command: Command): readonly string[] {
  const words = command.registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}...` : one.name();
    return one.required ? name : `[${name}]`;
  });
  return [
    `.SS "${quote(['parked', command.name(), ...words].join(' '))}"`,
    text(command.description()),
    ...command.options.filter(({ hidden }) => !hidden).flatMap(writeOption),
  ];
}

function writeOption({ flags, description, argChoices = [] }: Option): readonly string[] {
  const choices = argChoices.length === 0 ? '' : ` (${argChoices.join(', ')})`;
  return writeEntry(flags, `${description}${choices}`);
}

function writeEntry(name: string, meaning: string): readonly string[] {
  return ['.TP', `.B "${quote(name)}"`, text(meaning)];
}

/** A line of text. A line that begins with a dot or an apostrophe would be a request of the formatter. */
function text(line: string): string {
  return escape(line).replace(/^(?=[.'])/, '\\&');
}

/** Text within quotation marks. */
function quote(line: string): string {
  return escape(line).replaceAll('"', '\\(dq');
}

/** A plain hyphen may be printed as another character, which cannot be pasted into a shell. */
function escape(line: string): string {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-');
}
