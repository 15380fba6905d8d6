// The default query, depending on where it is created.
import { CoreApp } from '@grafana/data';
import { ruleQueryType } from '../core/query/defaults.ts';
import type { ParkedQuery } from './query.ts';

/** Panels start with a graph, Explore with a type that needs no history, and rules with the type made for them. */
export function getDefaultQuery(app: CoreApp): Partial<ParkedQuery> {
  switch (app) {
    case CoreApp.CloudAlerting:
    case CoreApp.UnifiedAlerting:
      // Grafana shows these defaults without saving them, so the backend must have the same.
      return { version: 1, queryType: ruleQueryType };
    case CoreApp.Dashboard:
    case CoreApp.PanelEditor:
    case CoreApp.PanelViewer:
      return { version: 1, queryType: 'trend' };
    default:
      return { version: 1, queryType: 'stacks' };
  }
}
