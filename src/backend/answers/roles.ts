// The only place that checks rights. Grafana lets any Viewer call any path of a plugin.
import type { Problem } from '../../core/problem.ts';
import { isAlertable } from '../../core/query/model.ts';
import type { QueryType } from '../../core/query/model.ts';
import type { RequestContext, Role } from '../../core/query/request.ts';
import { refuse } from './ask.ts';

const ranks: Readonly<Record<Role, number>> = { Viewer: 0, Editor: 1, Admin: 2 };

export function hasRole(role: Role, minimum: Role): boolean {
  return ranks[role] >= ranks[minimum];
}

/**
 * Grafana runs alert rules as an Admin, but any Viewer can forge the header of a rule. Therefore the header only lowers
 * rights.
 */
export function effectiveRole(context: RequestContext): Role {
  return context.fromAlert ? 'Viewer' : context.role;
}

/** Refuses query types that cannot serve as an alert rule. */
export function checkAlertType(queryType: QueryType): Problem | undefined {
  if (isAlertable[queryType]) return undefined;
  return refuse(
    'not_alertable',
    'queryType',
    `Alert rules cannot use the query type "${queryType}": its answer is not one number a label set. Use "count".`,
  );
}
