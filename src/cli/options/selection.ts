// The options that select and group goroutines.
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Grade } from '../../core/analysis/model.ts';
import { grades } from '../../core/analysis/model.ts';
import { collect, collectOne, parseCount, parseNumber } from './parse.ts';

export interface SelectionOptions {
  readonly groupBy?: readonly string[];
  readonly function?: string;
  readonly package?: string;
  readonly creator?: string;
  readonly state?: readonly string[];
  readonly label?: readonly string[];
  readonly minCount?: number;
  readonly minWait?: number;
  readonly minGrade?: Grade;
  readonly ownCode?: readonly string[];
}

export function addSelectionOptions(command: Command): Command {
  return command
    .optionsGroup('Selection:')
    .option(
      '--group-by <what>',
      'stack, location, function, ownFunction, package, state, creator, label:<key>',
      collect,
    )
    .option('--function <regexp>', 'only stacks with a function that matches (RE2)')
    .option('--package <regexp>', 'only stacks with a package that matches')
    .option('--creator <regexp>', 'only goroutines whose creator matches (debug=2 alone knows it)')
    .option('--state <state>', 'only this state, as the runtime writes it: "chan send"', collectOne)
    .option('--label <key=value>', 'only goroutines with this pprof label', collectOne)
    .option('--min-count <n>', 'only groups of at least n', parseCount)
    .option('--min-wait <minutes>', 'only goroutines that wait at least so long (debug=2)', parseNumber)
    .addOption(new Option('--min-grade <grade>', 'only suspects of at least this grade').choices(grades))
    .option('--own-code <prefix>', 'module prefix of your own code', collect);
}
