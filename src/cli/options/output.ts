// The options for the form of the output.
import type { Command } from 'commander';
import { Option } from 'commander';
import { usageFailure } from '../exit-status.ts';
import type { Terminal } from '../terminal.ts';
import { ciForms, type CiForm } from '../../report/ci/form-names.ts';
import { parseCount } from './parse.ts';

const colourChoices = ['auto', 'always', 'never'] as const;

export interface OutputOptions extends Readonly<Partial<Record<CiForm, true>>> {
  readonly json?: true;
  readonly markdown?: true;
  /** A file that gets the Markdown as well. */
  readonly summary?: string;
  readonly limit?: number;
  readonly color?: (typeof colourChoices)[number];
}

export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'print one JSON document')
    .option('--markdown', 'print text for a ticket')
    .option('--sarif', 'print findings for code scanning (SARIF 2.1.0)')
    .option('--junit', 'print findings as tests that failed (JUnit XML)')
    .option('--github', 'print findings as annotations of GitHub Actions')
    .option('--gitlab', "print findings as GitLab's code quality report")
    .option('--summary <file>', 'append the text for a ticket to a file as well, such as $GITHUB_STEP_SUMMARY')
    .option('--limit <n>', 'groups to show (default 20; with --json all)', parseCount)
    .addOption(new Option('--color <when>', 'colours in the table (default auto)').choices(colourChoices));
}

/** Throws a CommandFailure for options that exclude each other. */
export function checkOutputOptions(options: OutputOptions): void {
  const forms = (['json', 'markdown', ...ciForms] as const).filter((form) => options[form]);
  const [first, second] = forms;
  if (second !== undefined) throw usageFailure(`--${first} and --${second} exclude each other.`);
}

/** The terminal with the options applied. */
export function styleTerminal(terminal: Terminal, options: OutputOptions): Terminal {
  switch (options.color ?? 'auto') {
    case 'auto':
      return terminal;
    case 'always':
      return { ...terminal, colour: true };
    case 'never':
      return { ...terminal, colour: false };
  }
}
