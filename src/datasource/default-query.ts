// What a new query asks, by the place where it is made.
import { CoreApp } from '@grafana/data';
import type { ParkedQuery } from './query.ts';

/**
 * A panel begins with what it draws best, Explore with what needs no history yet, and a rule with the one type that
 * rules are made for: zero when nothing matches, since "no data" would be an alert of its own.
 */
export function getDefaultQuery(app: CoreApp): Partial<ParkedQuery> {
  switch (app) {
    case CoreApp.CloudAlerting:
    case CoreApp.UnifiedAlerting:
      return { version: 1, queryType: 'count', zeroWhenEmpty: true };
    case CoreApp.Dashboard:
    case CoreApp.PanelEditor:
    case CoreApp.PanelViewer:
      return { version: 1, queryType: 'trend' };
    default:
      return { version: 1, queryType: 'stacks' };
  }
}
