// The options of `parked report` as a query: one reader, one set of checks and defaults for Grafana and the terminal.
import type { Matcher } from '../core/labels.ts';
import { matchOperators } from '../core/labels.ts';
import type { CompleteQuery } from '../core/query/model.ts';
import { readQuery } from '../core/query/read-query.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import type { ReportOptions } from './report-command.ts';

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

export function readReportQuery(options: ReportOptions): CompleteQuery {
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
  const { field = '', message } = read.problem;
  const option = Object.entries(optionNames).find(([name]) => field.startsWith(name))?.[1];
  throw new CommandFailure(exitStatus.usage, option === undefined ? message : `${option}: ${message}`);
}

/** `key=value`, and the other operators of matchers. */
function parseLabel(text: string): Matcher {
  const at = text.search(/[=!]/);
  const op = matchOperators
    .toSorted((a, b) => b.length - a.length)
    .find((operator) => at > 0 && text.startsWith(operator, at));
  if (op === undefined) {
    throw new CommandFailure(exitStatus.usage, '--label: write key=value, key!=value, key=~regexp or key!~regexp.');
  }
  return { label: text.slice(0, at), op, value: text.slice(at + op.length) };
}
