// What a new query asks, by the place where it is made.
import { CoreApp } from '@grafana/data';
import { ruleQueryType } from '../core/query/defaults.ts';
import type { ParkedQuery } from './query.ts';

/**
 * A panel begins with what it draws best, Explore with what needs no history yet, and a rule with the one type that
 * rules are made for.
 */
export function getDefaultQuery(app: CoreApp): Partial<ParkedQuery> {
  switch (app) {
    case CoreApp.CloudAlerting:
    case CoreApp.UnifiedAlerting:
      // Grafana shows these defaults and does not save them, so the backend must have the same ones.
      return { version: 1, queryType: ruleQueryType };
    case CoreApp.Dashboard:
    case CoreApp.PanelEditor:
    case CoreApp.PanelViewer:
      return { version: 1, queryType: 'trend' };
    default:
      return { version: 1, queryType: 'stacks' };
  }
}
