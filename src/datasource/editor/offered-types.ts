// Which types of query each place offers.
import { CoreApp } from '@grafana/data';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypeWords } from '../query-types.ts';

const everyType = Object.keys(queryTypeWords) as readonly QueryType[];
/** What the backend answers to rules. */
const ruleTypes: readonly QueryType[] = ['count', 'trend', 'runtime'];

/** The type in use is always among them: an editor must show what there is. */
export function listTypes(app: CoreApp | undefined, isAnnotation: boolean, used: QueryType): readonly QueryType[] {
  const isRule = app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
  const offered = isRule ? ruleTypes : isAnnotation ? (['events'] as const) : everyType;
  return offered.includes(used) ? offered : [used, ...offered];
}
