// Which types of query each place offers.
import { CoreApp } from '@grafana/data';
import { isAlertable } from '../../core/query/model.ts';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypeTraits } from '../query-types.ts';

const everyType = Object.keys(queryTypeTraits) as readonly QueryType[];

export function isRuleEditor(app: CoreApp | undefined): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}

/** The type in use is always among them: an editor must show what there is. */
export function listTypes(app: CoreApp | undefined, isAnnotation: boolean, used: QueryType): readonly QueryType[] {
  const isOffered = (type: QueryType) => (isRuleEditor(app) ? isAlertable[type] : !isAnnotation || type === 'events');
  return everyType.filter((type) => type === used || isOffered(type));
}
