// `parked completion`: prints a script that completes commands and options in a shell. It is made from the commands'
// declarations.
import type { Command } from 'commander';
import { usageFailure } from './exit-status.ts';
import type { Terminal } from './terminal.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

const notes = `
Examples:
  parked completion bash > /etc/bash_completion.d/parked
  parked completion zsh > "\${fpath[1]}/_parked"
  parked completion fish > ~/.config/fish/completions/parked.fish`;

export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .summary('print a script that completes commands and options in a shell')
    .description('Prints a script that completes commands and options in a shell: bash, zsh or fish.')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', notes)
    .action(async (name: string) => {
      const shell = shells.find((one) => one === name);
      if (shell === undefined)
        throw usageFailure(`There is no script for ${name}. Choose one of ${shells.join(', ')}.`);
      await terminal.out(writers[shell](program.commands.map(describe)));
    });
}

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly name: string; readonly summary: string; readonly choices: readonly string[] }[];
}

function describe(command: Command): Described {
  return {
    name: command.name(),
    summary: command.summary(),
    options: command.options.map(({ long, description, argChoices }) => ({
      name: long ?? '',
      summary: description,
      choices: argChoices ?? [],
    })),
  };
}

const writers: Readonly<Record<Shell, (commands: readonly Described[]) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
};

function writeBash(commands: readonly Described[]): string {
  const options = commands.map(
    ({ name, options: own }) => `    ${name}) words='${own.map((one) => one.name).join(' ')}' ;;`,
  );
  const choices = [...listChoices(commands)].map(([name, words]) => `    ${name}) words='${words}' ;;`);
  return `_parked() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
${choices.join('\n')}
  esac
  if [ -z "$words" ] && [ "\${current#-}" != "$current" ]; then
    case "\${COMP_WORDS[1]}" in
${options.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _parked parked
`;
}

/** The allowed words of each option that takes one of a few words. */
function listChoices(commands: readonly Described[]): ReadonlyMap<string, string> {
  const all = commands.flatMap(({ options }) => options.filter(({ choices }) => choices.length > 0));
  return new Map(all.map(({ name, choices }) => [name, choices.join(' ')]));
}

function writeZsh(commands: readonly Described[]): string {
  const quote = (text: string) => text.replace(/['[\]:\\]/g, (char) => (char === "'" ? "'\\''" : `\\${char}`));
  const blocks = commands.map(({ name, options }) => {
    const lines = options.map((one) => {
      const choices = one.choices.length === 0 ? '' : `:value:(${one.choices.join(' ')})`;
      return `      '${one.name}[${quote(one.summary)}]${choices}'`;
    });
    return `    ${name}) _arguments \\\n${[...lines, "      '*:file:_files'"].join(' \\\n')} ;;`;
  });
  return `#compdef parked
_parked() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, summary }) => `      '${name}:${quote(summary)}'`).join('\n')}
    )
    _describe command commands
    return
  fi
  case $words[2] in
${blocks.join('\n')}
  esac
}
_parked "$@"
`;
}

function writeFish(commands: readonly Described[]): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, (char) => `\\${char}`)}'`;
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c parked -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`,
    ...options.map((one) => {
      const choices = one.choices.length === 0 ? '' : ` -x -a ${quote(one.choices.join(' '))}`;
      return `complete -c parked -n '__fish_seen_subcommand_from ${name}' -l ${one.name.slice(2)} -d ${quote(one.summary)}${choices}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
