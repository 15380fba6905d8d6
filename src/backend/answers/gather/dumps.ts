// The rules for debug=2 dumps. Only dumps contain creators and waits. Taking one stops the target while the runtime
// walks every goroutine, so the `dumps` settings always apply.
import type { Problem } from '../../../core/problem.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { pauseRefusal } from '../../../core/query/dump-refusal.ts';
import type { DumpRules } from '../../../core/query/settings.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { estimatePauseMs } from './dump-pause.ts';
import { hasRole } from '../roles.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { nameQueryField } from '../../../core/query/query-titles.ts';
import { formatRoundedDuration } from '../words/format.ts';

/** The field that only a dump can answer; undefined if the query has none. */
export function findDumpField(query: CompleteQuery): string | undefined {
  if (query.queryType === 'dump') return 'queryType';
  if (query.filter.creator !== undefined) return 'filter.creator';
  if ((query.filter.minWaitMinutes ?? 0) > 0) return 'filter.minWaitMinutes';
  const grouping = query.groupBy.indexOf('creator');
  return grouping < 0 ? undefined : `groupBy[${grouping}]`;
}

function nameNeed(field: string): string {
  return field === 'queryType' ? 'This query takes a debug=2 dump' : `"${nameQueryField(field)}" needs a debug=2 dump`;
}

function adviseLess(field: string): string {
  return field === 'queryType' ? 'Use "stacks", which does not stop the target' : 'Remove the field';
}

/** Checks whether the caller may take a dump. Undefined if so. */
export function checkDumpRights(ask: Ask, field: string): Problem | undefined {
  const rules = ask.ref.settings.dumps;
  const need = `${nameNeed(field)}, which stops the target for a moment`;
  if (ask.fromAlert && !rules.inAlerts) {
    return refuse(
      'dump_in_alert',
      field,
      `${need}, and this data source takes no dumps for alert rules. Remove it from the rule, or let an administrator turn on "In alert rules" under "Dumps".`,
      403,
    );
  }
  if (!hasRole(ask.role, rules.role)) {
    const who = ask.fromAlert ? 'alert rules have the rights of a Viewer' : `you are a ${ask.role}`;
    return refuse(
      'dump_role',
      field,
      `${need}. This data source requires the role ${rules.role} for it, and ${who}. ${adviseLess(field)}, or let ` +
        'an administrator lower "Least role" under "Dumps".',
      403,
    );
  }
  return undefined;
}

/** Checks whether a process of this size may be paused. `key` is unique among all targets. */
export function checkDumpSize(
  goroutines: number,
  target: { readonly host: string; readonly key: string },
  rules: DumpRules,
  field: string,
): Problem | undefined {
  const { host } = target;
  const pauseMs = estimatePauseMs(goroutines, target.key);
  if (goroutines <= rules.maxGoroutines && pauseMs <= rules.maxPauseMs) return undefined;
  const bound =
    pauseMs > rules.maxPauseMs
      ? `that stop a process for at most ${formatRoundedDuration(rules.maxPauseMs)}; an administrator can raise "Longest pause" under "Dumps"`
      : `of up to ${formatCount(rules.maxGoroutines)} goroutines; an administrator can raise "Most goroutines" under "Dumps"`;
  const problem = refuse(
    'dump_too_large',
    field,
    `${nameNeed(field)}, but ${host} runs ${formatAmount(goroutines, 'goroutine')}: ${pauseRefusal} ${formatRoundedDuration(pauseMs)}. ` +
      `This data source takes dumps ${bound}.`,
    422,
  );
  return { ...problem, hosts: [host] };
}
