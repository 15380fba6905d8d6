// The query types offered in each place.
import { CoreApp } from '@grafana/data';
import { isAlertable } from '../../core/query/model.ts';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypeTraits } from '../query-types.ts';

const everyType = Object.keys(queryTypeTraits) as readonly QueryType[];

export function isRuleEditor(app: CoreApp | undefined): boolean {
  return app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;
}

/** Includes the current type, since an editor must show it. */
export function listTypes(app: CoreApp | undefined, isAnnotation: boolean, used: QueryType): readonly QueryType[] {
  const isOffered = (type: QueryType) => (isRuleEditor(app) ? isAlertable[type] : !isAnnotation || type === 'events');
  return everyType.filter((type) => type === used || isOffered(type));
}
