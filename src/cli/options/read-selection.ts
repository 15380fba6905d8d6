// Turns the options of a command into a query, so that Grafana and the terminal share one reader with its checks and
// defaults.
import type { Matcher } from '../../core/labels.ts';
import { matchOperators } from '../../core/labels.ts';
import type { CompleteQuery } from '../../core/query/model.ts';
import type { Problem } from '../../core/problem.ts';
import { readQuery } from '../../core/query/read-query.ts';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';
import type { FetchOptions } from './fetching.ts';
import type { OutputOptions } from './output.ts';
import type { SelectionOptions } from './selection.ts';

const optionNames: Readonly<Record<string, string>> = {
  'filter.function': '--function',
  'filter.package': '--package',
  'filter.creator': '--creator',
  'filter.states': '--state',
  'filter.labels': '--label',
  'filter.minCount': '--min-count',
  'filter.minWaitMinutes': '--min-wait',
  'filter.minGrade': '--min-grade',
  groupBy: '--group-by',
  limit: '--limit',
};

/** Throws a CommandFailure that names the option at fault. */
export function readSelection(
  options: SelectionOptions & Pick<OutputOptions, 'limit'> & Pick<FetchOptions, 'profile'>,
): CompleteQuery {
  const query = {
    queryType: 'stacks',
    profile: options.profile,
    groupBy: options.groupBy,
    limit: options.limit,
    per: [],
    filter: {
      function: options.function,
      package: options.package,
      creator: options.creator,
      states: options.state,
      labels: options.label?.map(parseLabel),
      minCount: options.minCount,
      minWaitMinutes: options.minWait,
      minGrade: options.minGrade,
    },
  };
  const read = readQuery(JSON.stringify(query), { queryType: 'stacks' });
  if (read.ok) return read.value;
  throw nameOption(read.problem);
}

/** The failure for a problem with a query. It names the option rather than the field. */
export function nameOption({ field = '', message }: Problem): CommandFailure {
  const option = Object.entries(optionNames).find(([name]) => field.startsWith(name))?.[1];
  return new CommandFailure(exitStatus.usage, option === undefined ? message : `${option}: ${message}`);
}

/** `key=value`, and the other operators of matchers. */
function parseLabel(text: string): Matcher {
  const at = text.search(/[=!]/);
  const op = matchOperators
    .toSorted((a, b) => b.length - a.length)
    .find((operator) => at > 0 && text.startsWith(operator, at));
  if (op === undefined) {
    throw usageFailure('--label: write key=value, key!=value, key=~regexp or key!~regexp.');
  }
  return { label: text.slice(0, at), op, value: text.slice(at + op.length) };
}
