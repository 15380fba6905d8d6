// What all dashboards have in common.
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Query } from '../core/query/model.ts';
import { parked } from './data-sources.ts';
import { dashboardTag, siblings } from './links.ts';
import { chosenTargets } from './targets.ts';

interface DashboardShape {
  readonly uid: string;
  /** Grafana finds an imported dashboard again by its title: it is never renamed. */
  readonly title: string;
  readonly description: string;
  readonly from: string;
  /** Counted up with each change that an import has to tell from the last one. */
  readonly revision: number;
  readonly events: Query;
}

export function startDashboard({ uid, title, description, from, revision, events }: DashboardShape): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .revision(revision)
    .tags([dashboardTag, 'goroutines'])
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from, to: 'now' })
    .refresh('30s')
    .editable()
    .link(siblings())
    .annotation(eventsOf(events));
}

/** Restarts, new builds and the begin of leaks, as lines through all graphs. */
function eventsOf(query: Query): AnnotationQueryBuilder {
  return new Annotations(parked, {
    refId: 'Anno',
    version: 1,
    targets: chosenTargets,
    ...query,
    queryType: 'events',
  })
    .name('Restarts, builds, leaks')
    .enable(true)
    .iconColor('blue');
}

/** The kit knows no annotations that are queries of a plugin's own. */
class Annotations extends AnnotationQueryBuilder {
  constructor(datasource: DataSourceRef, target: Query & { readonly refId: string }) {
    super();
    Object.assign(this.internal, { datasource, target });
  }
}
